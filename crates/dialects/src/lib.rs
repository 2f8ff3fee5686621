//! Five foreign contracts, spoken so that their clients move over unchanged. A folder each: `routes` is what can be
//! called, `wire` the shapes of their requests and answers, `translate` their words for our commands and refusals.
//!
//! A dialect translates and decides nothing: what may be booked the desk says, as to every other door. Beside the folders
//! stands what is no dialect's own: [`Door`] is what each of them is given, `fastapi` and `django` are the habits of the
//! two frameworks in which the originals were written, `page` is what a link in a letter shows, `settings`, `kinds` and `seeding` what an instance is made of.
//! No dialect knows another.

mod answers;
mod around;
mod dialect;
mod django;
mod door;
mod fastapi;
mod heard;
mod kinds;
mod page;
mod seeding;
mod settings;

mod aspex;
mod garant;
mod logist;
mod planner;
mod resources;

pub use dialect::Dialect;
pub use door::{Door, Stationery};
pub use seeding::{Admin, NotSeeded, Seeding, seed};
pub use settings::{BadSetting, Setting, Shape};
