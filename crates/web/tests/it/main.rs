//! The pages, on both engines, through their router: each test a story of somebody who opened a link.

mod app;
mod day;
mod decision;
mod entrance;
mod founding;
mod guest;
mod headers;
mod hostile;
mod looking;
mod moving;
mod settings;
mod tickets;
