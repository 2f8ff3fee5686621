//! The pages, on both engines, through their router: each test a story of somebody who opened a link.

mod account;
mod app;
mod day;
mod decision;
mod entrance;
mod guest;
mod headers;
mod hostile;
mod keys;
mod letters;
mod looking;
mod moving;
mod people;
mod tickets;
