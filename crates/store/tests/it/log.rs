//! What SQLite's log holds gets into the database while bookings go on, or the log would grow for ever.

use std::fs;

use bronya_sim::engines::sqlite;
use bronya_store::{Address, Options, Ran, Store, settings};

/// A text that fills so many pages.
const PAGES_EACH: usize = 256;
const PAGE: usize = 4096;
/// Many times as many pages as the log may hold before it is copied.
const PAGES_MOST: usize = 40_000;

#[tokio::test(flavor = "multi_thread")]
async fn the_log_is_copied_into_the_database_beside_the_writer() {
    let database = sqlite();
    let store = Store::open(&database.address, Options::default())
        .await
        .expect("a store");
    let Address::Sqlite(path) = &database.address else {
        panic!("not SQLite")
    };
    let length = || fs::metadata(path).expect("the file").len();
    let before = length();
    // Nothing but the copying makes the file longer: whatever is committed stands in the log alone.
    let mut pages = 0;
    while length() == before {
        assert!(pages < PAGES_MOST, "{pages} pages and none was copied");
        pages += PAGES_EACH;
        let name = format!("page {pages}");
        let written = store.write(None, move |tx| {
            let name = name.clone();
            Box::pin(async move {
                settings::replace(tx, &name, &"x".repeat(PAGES_EACH * PAGE)).await?;
                Ok((Ran::Wrote, ()))
            })
        });
        written.await.expect("written");
    }
}
