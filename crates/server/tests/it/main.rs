//! The program as its users meet it: started, spoken to over the network, killed, starved, stopped.

mod crash;
mod demo;
mod hardship;
mod house;
mod http;
mod letters;
mod mailing;
mod race;
mod secrets;
mod start;
mod webhook;
