//! Rules by the way in which a booking comes: one door's guests are confirmed at once, another's wait.

use bronya_domain::catalog::Catalog;
use bronya_domain::policy::{Admission, Policy};

use crate::speech::{house, table};

fn admission(catalog: &Catalog) -> Admission {
    catalog.listed()[0].rules.admission
}

#[test]
fn a_channel_with_rules_of_its_own_is_judged_by_them_and_the_others_by_the_venues() {
    let world = house("{}", [table(1, 1..=2)]);
    let mut venue = world.catalog.venue.clone();
    let listed = world.catalog.listed().iter();
    let resources = listed.map(|one| one.resource.clone());
    let waits = Policy {
        admission: Some(Admission::Request),
        ..Policy::default()
    };
    venue.channels.insert("elsewhere".into(), waits);
    let catalog = Catalog::new(venue, resources.collect());
    assert_eq!(admission(&catalog), Admission::Instant);
    assert_eq!(admission(catalog.through("api")), Admission::Instant);
    assert_eq!(admission(catalog.through("elsewhere")), Admission::Request);
    // Whoever is confirmed at once may still stand in the way of somebody who waits.
    assert!(catalog.takes_requests() && catalog.through("elsewhere").takes_requests());
}
