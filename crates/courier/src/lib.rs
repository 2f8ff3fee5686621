//! Carries letters: into an envelope, to a mail server or into a folder, and again when it did not work. And news to the
//! webhooks of venues, in the same way.
//!
//! A letter is never lost in silence. Whatever goes wrong is one of two things: it may work [`Later`], and
//! [`schedule::again`] says when, or it will [`Never`], and the letter lies in the open for people to see. No clock and
//! no chance are read here.
//!
//! [`Later`]: Undelivered::Later
//! [`Never`]: Undelivered::Never

mod address;
mod compose;
mod dialogue;
pub mod doctor;
mod envelope;
mod folder;
mod links;
mod options;
mod payload;
mod post;
mod round;
pub mod schedule;
mod settings;
mod signature;
mod smtp;
mod undelivered;
mod webhook;

pub use address::BadAddress;
pub use dialogue::Stage;
pub use envelope::{Sealed, seal};
pub use folder::Folder;
pub use links::Links;
pub use options::Options;
pub use post::Post;
pub use round::Courier;
pub use settings::{BadMailSettings, MailSettings, Sender, TIMEOUT};
pub use smtp::Smtp;
pub use undelivered::Undelivered;
pub use webhook::{ANSWER_TIME, Webhooks};
