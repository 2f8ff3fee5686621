//! Letters as files, for a house without a mail server and for the demo.

use std::fs::DirBuilder;
use std::io::{self, Write as _};
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};

use bronya_words::Letter;
use jiff::Timestamp;
use ring::digest::{SHA256, digest};

use crate::envelope::{Sealed, seal};
use crate::settings::Sender;
use crate::undelivered::Undelivered;

/// How much of a `Message-ID` a file's name shows, in characters.
const ID_MOST: usize = 100;

/// A folder that letters are laid into.
#[derive(Clone, Debug)]
pub struct Folder {
    path: PathBuf,
    from: Sender,
}

impl Folder {
    /// Opens the folder and makes it, for its owner alone, if it is not there.
    pub fn open(path: &Path, from: Sender) -> io::Result<Self> {
        DirBuilder::new().recursive(true).mode(0o700).create(path)?;
        Ok(Self {
            path: path.to_owned(),
            from,
        })
    }

    /// Lays one letter into the folder, whole or not at all. The same letter again replaces itself.
    pub async fn send(
        &self,
        to: &str,
        letter: &Letter,
        stamp: Timestamp,
    ) -> Result<(), Undelivered> {
        let sealed = seal(&self.from, to, letter, stamp)?;
        let name = file_name(&sealed, letter, stamp);
        let folder = self.path.clone();
        let written = tokio::task::spawn_blocking(move || write(&folder, &name, sealed.bytes()));
        let written = written.await.map_err(io::Error::other).flatten();
        written.map_err(|error| {
            Undelivered::later(&format!("the letter could not be written: {error}"))
        })
    }
}

/// Named after its time, so that a listing is in order, and its `Message-ID`. Nothing of it is a stranger's text: what
/// does not fit a name is left out, and a digest keeps apart what would then be called the same, as it does for two
/// readers of one letter.
fn file_name(sealed: &Sealed, letter: &Letter, stamp: Timestamp) -> String {
    let time = stamp
        .strftime("%Y%m%dT%H%M%S%.6fZ")
        .to_string()
        .replace('.', "-");
    let fit = |char: &char| char.is_ascii_alphanumeric() || matches!(char, '-' | '_' | '.');
    let id: String = letter
        .message_id
        .chars()
        .filter(fit)
        .take(ID_MOST)
        .collect();
    let whole = format!("{}\n{}", letter.message_id, sealed.to());
    let digest = digest(&SHA256, whole.as_bytes());
    let digest: String = digest.as_ref()[..4]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("{time}-{id}-{digest}.eml")
}

fn write(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    // Readable by its owner alone from the first moment on, and gone again if we do not come to the end.
    let mut draft = tempfile::Builder::new()
        .prefix(".draft-")
        .tempfile_in(folder)?;
    draft.write_all(bytes)?;
    draft.as_file().sync_all()?;
    draft
        .persist(folder.join(name))
        .map(drop)
        .map_err(|error| error.error)
}
