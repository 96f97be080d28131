// The page's addresses. Each room is loaded when it is first gone to.
import type { ComponentType } from 'react';
import { createBrowserRouter } from 'react-router';
import { NotFound } from './not-found.tsx';
import { OperatorDoor } from './operator-door.tsx';
import { RoomError } from './room-error.tsx';
import { Shell } from './shell.tsx';
import { Start } from './start.tsx';

const lazily = (load: () => Promise<ComponentType>) => ({ lazy: async () => ({ Component: await load() }) });

/** While the first room is loaded. */
const Nothing = () => null;

const OPERATOR_ROOMS = [
  { index: true, ...lazily(async () => (await import('../rooms/operator/accounts/accounts-page.tsx')).AccountsPage) },
  {
    path: 'accounts/:id',
    ...lazily(async () => (await import('../rooms/operator/account/account-page.tsx')).AccountPage),
  },
  {
    path: 'figures',
    ...lazily(async () => (await import('../rooms/operator/figures/figures-page.tsx')).FiguresPage),
  },
  { path: 'work', ...lazily(async () => (await import('../rooms/operator/work/work-page.tsx')).WorkPage) },
  { path: 'prices', ...lazily(async () => (await import('../rooms/operator/prices/prices-page.tsx')).PricesPage) },
  { path: 'audit', ...lazily(async () => (await import('../rooms/operator/audit/audit-page.tsx')).AuditPage) },
  { path: '*', Component: NotFound },
];

export const createRoutes = () =>
  createBrowserRouter([
    {
      path: '/',
      Component: Shell,
      HydrateFallback: Nothing,
      children: [
        {
          ErrorBoundary: RoomError,
          children: [
            { index: true, Component: Start },
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
            {
              path: 'requests',
              ...lazily(async () => (await import('../rooms/requests/requests-page.tsx')).RequestsPage),
            },
            {
              path: 'transactions',
              ...lazily(async () => (await import('../rooms/transactions/transactions-page.tsx')).TransactionsPage),
            },
            {
              path: 'transactions/:id',
              ...lazily(async () => (await import('../rooms/transactions/transaction-page.tsx')).TransactionPage),
            },
            {
              path: 'usage',
              ...lazily(async () => (await import('../rooms/usage/usage-page.tsx')).UsagePage),
            },
            {
              path: 'keys',
              ...lazily(async () => (await import('../rooms/keys/keys-page.tsx')).KeysPage),
            },
            {
              path: 'billing',
              ...lazily(async () => (await import('../rooms/billing/billing-page.tsx')).BillingPage),
            },
            {
              path: 'webhooks',
              ...lazily(async () => (await import('../rooms/webhooks/webhooks-page.tsx')).WebhooksPage),
            },
            {
              path: 'anomalies',
              ...lazily(async () => (await import('../rooms/anomalies/anomalies-page.tsx')).AnomaliesPage),
            },
            { path: 'operator', Component: OperatorDoor, children: OPERATOR_ROOMS },
            { path: '*', Component: NotFound },
          ],
        },
      ],
    },
  ]);
