//! The schema is the same on both engines, and one that a newer program made is left alone.

use bronya_sim::engines::{Database, both, postgres, sqlite};
use bronya_store::{Address, Fault, Options, Store};

const NEWER: &str = "insert into refinery_schema_history (version, name, applied_on, checksum)
    values (9999, 'from_the_future', '2030-01-01T00:00:00Z', '1')";

async fn check_refused(database: &Database) {
    for opened in [
        Store::open(&database.address, Options::default())
            .await
            .map(drop),
        Store::open_to_read(&database.address).await.map(drop),
    ] {
        let Err(Fault::Unusable(told)) = opened else {
            panic!("a newer schema was opened: {opened:?}")
        };
        assert!(told.contains("9999") && told.contains("newer"), "{told}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newer_schema_is_refused_on_sqlite() {
    let database = sqlite();
    let Address::Sqlite(path) = &database.address else {
        panic!("not SQLite")
    };
    // A store made this file and is gone; a file is made newer while nobody writes it.
    {
        let store = Store::open(&database.address, Options::default())
            .await
            .expect("a store");
        let file = rusqlite::Connection::open(path).expect("the file");
        file.execute(NEWER, []).expect("the history takes it");
        drop(store);
    }
    wait_until_closed(path).await;
    check_refused(&database).await;
}

async fn wait_until_closed(path: &std::path::Path) {
    let lock = std::fs::File::open(path.with_extension("db.lock")).expect("the lock");
    for _ in 0..500 {
        if lock.try_lock().is_ok() {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("the writer never left");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newer_schema_is_refused_on_postgresql() {
    let Some(database) = postgres().await else {
        return;
    };
    Store::open(&database.address, Options::default())
        .await
        .expect("a store");
    database.run(NEWER).await.expect("the history takes it");
    check_refused(&database).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn opening_twice_changes_nothing_and_an_empty_database_is_not_read() {
    for database in both().await {
        let unread = Store::open_to_read(&database.address).await;
        assert!(matches!(unread.map(drop), Err(Fault::Unusable(_))));
        Store::open(&database.address, Options::default())
            .await
            .expect("a store");
        Store::open_to_read(&database.address)
            .await
            .expect("a reader");
    }
}
