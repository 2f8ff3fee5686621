//! The native API through its real router, in process, on a real SQLite file and a clock that the test moves.

mod app;
mod authorisation;
mod bad_input;
mod bookings;
mod crowd;
mod document;
mod entering;
mod marks;
mod offer;
mod strict;
mod venues;
mod watch;
mod wire;
