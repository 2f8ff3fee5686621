//! One SQL for both engines: every text that is ever sent is prepared on each of them.

use std::collections::HashSet;

use bronya_sim::engines::both;
use bronya_store::{Options, Store, texts};

#[tokio::test(flavor = "multi_thread")]
async fn every_text_is_understood_by_both_engines() {
    for database in both().await {
        let store = Store::open(&database.address, Options::default())
            .await
            .expect("a store");
        for text in texts() {
            if let Err(fault) = store.prepare(text).await {
                panic!("{} on {}: {fault}", text.name, store.engine_name());
            }
        }
    }
}

#[test]
fn every_text_has_a_name_of_its_own() {
    let names: HashSet<&str> = texts().iter().map(|text| text.name).collect();
    assert_eq!(names.len(), texts().len());
}
