// Every screen: what it is called, where it is, who sees it, on which size it is at home. Where a screen needs more than its
// address, `ready` brings it there.

import { DESK, PHONE } from "./people.mjs";

export const SCREENS = [
  { name: "login", path: "/login", size: PHONE },
  { name: "forgotten", path: "/forgotten", size: PHONE },
  { name: "home", path: "/staff", size: DESK, as: "operator@demo.example" },
  { name: "people", path: "/admin/restaurant/people", size: DESK, as: "admin@restaurant.example" },
  {
    name: "person",
    path: "/admin/practice/people?find=specialist",
    size: DESK,
    as: "admin@practice.example",
    ready: ({ page }) => page.locator(".rows a").first().click(),
  },
  { name: "invite", path: "/admin/restaurant/people/new", size: DESK, as: "admin@restaurant.example" },
  { name: "keys", path: "/admin/aspex/keys", size: DESK, as: "operator@demo.example" },
  { name: "letters", path: "/admin/restaurant/letters", size: DESK, as: "admin@restaurant.example" },
  { name: "letter", path: "/admin/restaurant/letters/guest_declined", size: DESK, as: "admin@restaurant.example" },
  { name: "given-up", path: "/admin/restaurant/given-up", size: DESK, as: "admin@restaurant.example" },
  { name: "account", path: "/account", size: PHONE, as: "specialist@practice.example" },
  { name: "account-password", path: "/account/password", size: PHONE, as: "specialist@practice.example" },
];
