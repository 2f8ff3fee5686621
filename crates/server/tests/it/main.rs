//! The program as its users meet it: started, spoken to over the network, killed, starved, stopped.

mod crash;
mod hardship;
mod house;
mod http;
mod race;
mod secrets;
mod start;
