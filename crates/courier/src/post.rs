//! The one way out: to a mail server, or into a folder where there is none.

use bronya_words::Letter;
use jiff::Timestamp;

use crate::folder::Folder;
use crate::smtp::Smtp;
use crate::undelivered::Undelivered;

/// Where letters go.
#[derive(Debug)]
pub enum Post {
    /// To a mail server.
    Smtp(Box<Smtp>),
    /// Into a folder, as `.eml` files.
    Folder(Folder),
}

impl Post {
    /// Carries one letter to the reader's address. `stamp` is when the letter became owed and stands in its `Date`;
    /// the same letter sent again is the same bytes under the same `Message-ID`.
    ///
    /// # Errors
    /// Says whether it is worth another try. After an error the letter may still have arrived: a server can fall
    /// silent after taking it.
    pub async fn send(
        &self,
        to: &str,
        letter: &Letter,
        stamp: Timestamp,
    ) -> Result<(), Undelivered> {
        match self {
            Self::Smtp(smtp) => smtp.send(to, letter, stamp).await,
            Self::Folder(folder) => folder.send(to, letter, stamp).await,
        }
    }
}
