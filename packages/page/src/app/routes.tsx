// The page's addresses. Each room is loaded when it is first gone to.
import type { ComponentType } from 'react';
import { createBrowserRouter } from 'react-router';
import { OverviewPage } from '../rooms/overview/overview-page.tsx';
import { NotFound } from './not-found.tsx';
import { RoomError } from './room-error.tsx';
import { Shell } from './shell.tsx';

const lazily = (load: () => Promise<ComponentType>) => ({ lazy: async () => ({ Component: await load() }) });

export const createRoutes = () =>
  createBrowserRouter([
    {
      path: '/',
      Component: Shell,
      children: [
        {
          ErrorBoundary: RoomError,
          children: [
            { index: true, Component: OverviewPage },
            {
              path: 'generate',
              ...lazily(async () => (await import('../rooms/playground/playground-page.tsx')).PlaygroundPage),
            },
            {
              path: 'generations',
              ...lazily(async () => (await import('../rooms/generations/generations-page.tsx')).GenerationsPage),
            },
            {
              path: 'generations/:id',
              ...lazily(async () => (await import('../rooms/generations/generation-page.tsx')).GenerationPage),
            },
            { path: '*', Component: NotFound },
          ],
        },
      ],
    },
  ]);
