//! The rules of booking, told as stories of a venue that is kept in memory.

mod agenda;
mod bounds;
mod cancelling;
mod chance;
mod channels;
mod closing;
mod deciding;
mod deeds;
mod holding;
mod leaving;
mod letters;
mod moving;
mod nights;
mod once;
mod ordering;
mod own;
mod properties;
mod refusing;
mod reminding;
mod search;
mod series;
mod speech;
mod undoing;
mod visits;
mod walking_in;
mod world;
