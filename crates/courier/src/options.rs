//! What a courier is made of besides the desk.

use std::sync::Arc;

use bronya_domain::catalog::Language;
use bronya_words::Letters;
use bronya_words::account::House;
use jiff::Timestamp;

use crate::links::Links;
use crate::post::Post;
use crate::webhook::Webhooks;

/// What a courier is made of.
pub struct Options {
    /// The letters of the house and of the contracts that bring their own.
    pub letters: Letters,
    /// Where letters go.
    pub post: Post,
    /// The way to the webhooks of venues.
    pub webhooks: Webhooks,
    /// Where the buttons of letters lead, and by what news are signed.
    pub links: Box<dyn Links>,
    /// The address that letters come from.
    pub sender: String,
    /// The installation's host name, in which the ids of letters end. Changing it breaks threads.
    pub host: String,
    /// The language of letters about accounts where nobody chose one.
    pub language: Language,
    /// Says what time it is.
    pub clock: Arc<dyn Fn() -> Timestamp + Send + Sync>,
    /// Throws a number from 0 to 1.
    pub chance: Arc<dyn Fn() -> f64 + Send + Sync>,
}

impl Options {
    /// The house as letters about accounts speak of it.
    pub(crate) fn house(&self) -> House<'_> {
        House {
            name: &self.host,
            language: self.language,
        }
    }
}
