import { describe, expect, it } from 'vitest';
import { shellLine, yamlLines } from './copies';

describe('what is copied', () => {
  it('is a command that a shell reads back word for word', () => {
    expect(shellLine(['python', 'train.py', '--lr=0.01', '--name=two words', "--it='s", ''])).toBe(
      `python train.py --lr=0.01 '--name=two words' '--it='"'"'s' ''`,
    );
  });

  it('is YAML in which texts stay texts', () => {
    const values = { 'learning-rate': 1e-5, decay: 1e-7, optimizer: 'adam', flag: true, answer: 'no', '3d': '10', layers: [64, 32], empty: '', none: null };
    expect(yamlLines(values)).toBe(
      'learning-rate: 0.00001\ndecay: 1.0e-7\noptimizer: adam\nflag: true\nanswer: "no"\n"3d": "10"\nlayers: [64,32]\nempty: ""\nnone: null\n',
    );
  });
});
