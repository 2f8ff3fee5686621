//! Five foreign contracts, spoken so that their clients move over unchanged. A folder each: `routes` is what can be
//! called, `wire` the shapes of their requests and answers, `translate` their words for our commands and refusals.
//!
//! A dialect translates and decides nothing: what may be booked the desk says, as to every other door. Beside the folders
//! stands what is no dialect's own: `door` is what each of them is given, `fastapi` and `django` are the habits of the
//! two frameworks in which the originals were written, over `sent`, `addresses` and `wall`, which serve both; `page` is what
//! a link in a letter shows, and in `viewers` people read a contract's document; `settings`, `kinds`, `seeding` and
//! `founding` are what an instance is made of.
//! No dialect knows another.

mod addresses;
mod answers;
mod around;
mod dialect;
mod django;
mod door;
mod fastapi;
mod founding;
mod heard;
mod kinds;
mod page;
mod seeding;
mod sent;
mod settings;
mod viewers;
mod wall;

mod aspex;
mod garant;
mod logist;
mod planner;
mod resources;

pub use dialect::{Dialect, Spoken};
pub use door::Stationery;
pub use founding::seed;
pub use seeding::{Admin, NotSeeded, Seeding};
pub use settings::{BadSetting, Setting, Shape};
