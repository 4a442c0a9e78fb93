import { expect, it } from 'vitest';
import { flat } from './flat';

it('names what lies in mappings by dots, and leaves lists and empty mappings whole', () => {
  expect(flat({ lr: 1, model: { width: 8, act: { name: 'relu' } }, sizes: [1, 2], none: {}, off: null })).toEqual({
    lr: 1,
    'model.width': 8,
    'model.act.name': 'relu',
    sizes: [1, 2],
    none: {},
    off: null,
  });
});
