//! The program as its users meet it: started, spoken to over the network, killed, starved, stopped.

mod boards;
mod compose;
mod copies;
mod crash;
mod demo;
mod examples;
mod hardship;
mod health;
mod house;
mod http;
mod letters;
mod mailing;
mod prometheus;
mod race;
mod secrets;
mod shipped;
mod start;
mod webhook;
