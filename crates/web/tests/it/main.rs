//! The pages, on both engines, through their router: each test a story of somebody who opened a link.

mod app;
mod booking;
mod day;
mod decision;
mod entrance;
mod guest;
mod headers;
mod hostile;
mod looking;
mod moving;
mod tickets;
