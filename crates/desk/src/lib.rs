//! The front desk: every door leads here, and nothing else writes.
//!
//! [`Desk::execute`] does what changes bookings, `ask` answers questions, `manage` changes what venues say of
//! themselves, `upkeep` does what is due by the clock. The board beside them remembers what is taken.

mod agenda;
mod answer;
mod answers;
mod ask;
mod availability;
mod board;
pub mod channels;
mod desk;
mod execute;
mod feeds;
mod floor;
mod given_up;
mod happenings;
mod instances;
mod letters;
mod listening;
mod manage;
mod people;
mod pictures;
mod rehearse;
mod samples;
mod sight;
mod tapes;
mod undoable;
mod upkeep;
mod visits;

pub use agenda::{AGENDA_MOST, Agenda, WAITING_MOST, Wait, Waiting};
pub use answer::{Done, No};
pub use ask::{BOOKINGS_MOST, Page, SLOTS_MOST, SPAN_MOST};
pub use availability::Available;
pub use bronya_store::catalog::VenueLine;
pub use bronya_store::happenings::{Entry, Place as HistoryPlace, Subject, Wanted};
pub use bronya_store::keys::Key;
pub use bronya_store::outbox::{About, GivenUp, Lent, Place, Standing as LettersStanding, To};
pub use bronya_store::people::{Login, NewAccount};
pub use bronya_store::persons::{self, Export, Person};
pub use bronya_store::search::{Cursor, Filter, SlotTaker};
pub use bronya_store::sessions::{OwnLogin, Session};
pub use bronya_store::visits::Visit;
pub use bronya_store::{Fault, HistoryLine};
pub use desk::{Desk, Standing};
pub use feeds::Diary;
pub use happenings::{Entries, HAPPENINGS_MOST};
pub use letters::{AccountLetter, BookingLetter, Lead, News, Reader, SampleLetter};
pub use listening::{Ear, Heard};
pub use manage::{NewResource, NewVenue};
pub use people::{AccountEdit, Found, Invitee, Joining, Rotation, Whom};
pub use sight::Sight;
pub use undoable::Undoable;
pub use visits::VISITS_MOST;
