import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { newQueryClient } from './api/queries';
import { App } from './app';
import './theme/tokens.css';
import './theme/base.css';
import { startTheme } from './widgets/theme';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');

startTheme();
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={newQueryClient()}>
      <App />
    </QueryClientProvider>
  </StrictMode>,
);
