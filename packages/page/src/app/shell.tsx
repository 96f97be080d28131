// The frame of every room: who is signed in, what the balance is, and where one can go.

import { useBalance } from '@tollgate/react';
import { useEffect, useRef } from 'react';
import { Link, NavLink, Outlet, useLocation } from 'react-router';
import { Badge } from '../look/badge.tsx';
import { Button } from '../look/button.tsx';
import { Credits } from '../look/credits.tsx';
import { readSettings } from '../settings.ts';
import { Logo } from './logo.tsx';
import { roomsOf } from './rooms-of.ts';
import { useSessions } from './session.tsx';
import { ThemeSwitch } from './theme-switch.tsx';
import { useViewer } from './viewer.ts';
import './shell.css';

const { simulated } = readSettings();

/** Addresses under which other rooms lie: these are not them. */
const HAS_ROOMS_BELOW: ReadonlySet<string> = new Set(['/', '/operator']);

export function Shell() {
  const viewer = useViewer();
  const { signOut } = useSessions();
  const main = useRef<HTMLElement>(null);
  const rooms = useRef<HTMLElement>(null);
  useFocusOnArrival(main);
  useSightOfRoom(rooms);
  return (
    <div className="shell">
      <a className="skip" href="#content">
        Skip to the content
      </a>
      <header className="shell-head">
        <Link className="brand" to="/">
          <Logo />
          Tollgate
        </Link>
        {simulated ? <Badge tone="warn">Simulated: no money moves</Badge> : null}
        {viewer?.scopes.includes('ACCOUNT_READ') === true ? <BalanceNow /> : null}
        {viewer === undefined ? null : (
          <span className="small soft">
            {viewer.apiKeyName} <code>{viewer.apiKeyPrefix}…</code>
          </span>
        )}
        <ThemeSwitch />
        <Button
          small
          onPress={() => {
            signOut();
          }}
        >
          Sign out
        </Button>
      </header>
      <nav className="shell-nav" aria-label="Rooms" ref={rooms}>
        {roomsOf(viewer?.scopes ?? []).map(({ title, rooms }) => (
          <div key={title}>
            <div className="nav-title">{title}</div>
            <ul className="nav-list">
              {rooms.map(({ path, name }) => (
                <li key={path}>
                  <NavLink className="nav-link" to={path} end={HAS_ROOMS_BELOW.has(path)}>
                    {name}
                  </NavLink>
                </li>
              ))}
            </ul>
          </div>
        ))}
      </nav>
      <main id="content" className="shell-main" ref={main} tabIndex={-1}>
        <Outlet />
      </main>
    </div>
  );
}

function BalanceNow() {
  const { data: balance } = useBalance();
  return (
    <span aria-live="polite">
      <span className="soft small">Available</span>{' '}
      <strong>
        <Credits value={balance?.available} />
      </strong>
    </span>
  );
}

/** A screen reader goes on at the new content, not at the top of the frame. */
function useFocusOnArrival(main: { readonly current: HTMLElement | null }) {
  const { pathname } = useLocation();
  const before = useRef(pathname);
  useEffect(() => {
    if (before.current !== pathname) main.current?.focus();
    before.current = pathname;
  }, [pathname, main]);
}

/** On a narrow screen the names of the rooms are wider than it: the one that is open stays in sight. */
function useSightOfRoom(rooms: { readonly current: HTMLElement | null }) {
  const { pathname } = useLocation();
  const names = useViewer()?.scopes.join(' ');
  useEffect(() => {
    const link = rooms.current?.querySelector<HTMLElement>('[aria-current=page]');
    const list = link?.closest('ul');
    if (names === undefined || link == null || list == null) return;
    list.scrollLeft = link.offsetLeft - list.offsetLeft - (list.clientWidth - link.offsetWidth) / 2;
  }, [pathname, names, rooms]);
}
