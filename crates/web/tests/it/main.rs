//! The pages, on both engines, through their router: each test a story of somebody who opened a link.

mod account;
mod app;
mod booking;
mod day;
mod decision;
mod entrance;
mod floor;
mod founding;
mod guest;
mod headers;
mod history;
mod hostile;
mod keys;
mod letters;
mod live;
mod looking;
mod moving;
mod people;
mod settings;
mod tickets;
mod week;
