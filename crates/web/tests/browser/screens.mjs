// Every screen: what it is called, where it is, who sees it, on which size it is at home. Where a screen needs more than its
// address, `ready` brings it there.

import { DESK, PHONE } from "./people.mjs";

export const SCREENS = [
  { name: "login", path: "/login", size: PHONE },
  { name: "forgotten", path: "/forgotten", size: PHONE },
  { name: "home", path: "/staff", size: DESK, as: "operator@demo.example" },
  { name: "day-floor", path: "/staff/restaurant?view=floor", size: DESK, as: "admin@restaurant.example" },
  { name: "day-floor-phone", path: "/staff/restaurant?view=floor&resource=8", size: PHONE, as: "staff@restaurant.example" },
  { name: "floor-edit", path: "/admin/restaurant/floor", size: DESK, as: "admin@restaurant.example" },
  { name: "floor-edit-empty", path: "/admin/rooms/floor", size: PHONE, as: "admin@rooms.example" },
];
