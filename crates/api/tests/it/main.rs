//! The native API through its real router, in process, on real databases and a clock that the test moves.

mod app;
mod authorisation;
mod bad_input;
mod bookings;
mod crowd;
mod dialects;
mod document;
mod entering;
mod intruding;
mod letters;
mod limits;
mod links;
mod marks;
mod membership;
mod offer;
mod oneself;
mod postman;
mod samples;
mod screens;
mod sessions;
mod strict;
mod venues;
mod watch;
mod webhook;
mod wire;
