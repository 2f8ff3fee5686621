//! The floor of a day, and the page on which its plan is drawn.

use bronya_domain::booking::State;
use bronya_domain::command::{Act, Actor, Command, Role};
use bronya_domain::floor_plan::{Footprint, Plan, Room, Shape, Shown};
use bronya_domain::id::ResourceId;

use crate::app::{App, EVENING, PASSWORD, STAFF};

type Known = [(&'static str, String); 2];

const PAGE: &str = "/admin/demo/floor";
const FLOOR: &str = "/staff/demo?date=2026-11-21&view=floor";

async fn admin(app: &App) -> Known {
    app.crew("ivan@example.org", Role::Admin, None).await;
    app.logged_in("ivan@example.org", PASSWORD).await
}

async fn kept(app: &App) -> Shown {
    app.desk().floor(app.venue).await.expect("a floor")
}

/// A hall with all tables, as they find their places.
async fn furnished(app: &App) -> Plan {
    let things = kept(app).await.unplaced;
    let catalog = app.catalog().await;
    let usual = |id: ResourceId| {
        let listed = catalog.find(id).expect("a table");
        (id, Footprint::usual(listed.resource.seats))
    };
    let things: Vec<_> = things.into_iter().map(usual).collect();
    let mut plan = Plan::default();
    plan.lay_out(&things, "Зал");
    let laid = app.desk().lay_floor(app.venue, plan, None).await;
    laid.expect("a floor").plan
}

const ADMIN: Actor = Actor {
    role: Role::Admin,
    ..STAFF
};

/// A form with one room and these things in it.
fn form<'a>(more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let room = [
        ("version", "0"),
        ("rooms", "1"),
        ("marks", "0"),
        ("room-0-name", "Зал"),
        ("room-0-width", "100"),
        ("room-0-height", "60"),
    ];
    let changed = |name: &str| more.iter().any(|(other, _)| *other == name);
    let room = room.into_iter().filter(|(name, _)| !changed(name));
    room.chain(more.iter().copied()).collect()
}

const TABLE: [(&str, &str); 7] = [
    ("place-1-room", "0"),
    ("place-1-x", "20"),
    ("place-1-y", "30"),
    ("place-1-width", "15"),
    ("place-1-height", "10"),
    ("place-1-turn", "90"),
    ("place-1-shape", "round"),
];

#[tokio::test]
async fn the_floor_shows_tables_with_who_sits_there_and_until_when() {
    App::in_each("{}", async |app| {
        let ivan = admin(app).await;
        let empty = app.get_as(&ivan, FLOOR).await.is(200);
        empty
            .says("There is no floor plan yet")
            .says("href=\"/admin/demo/floor\"")
            .says("Стол на 6");
        furnished(app).await;
        let booking = app.booked(EVENING).await;
        // Half past seven is 450 minutes after noon, when the day begins.
        let shown = app.get_as(&ivan, &format!("{FLOOR}&at=450")).await.is(200);
        shown
            .says("19:30")
            .says(">Стол на 2, 2, Анна, 2 guests, Confirmed, until 21:00 (90 min)</text>")
            .says("○ till 21:00")
            .says(">Стол на 4, 4, Free</text>");
        let before = app.get_as(&ivan, &format!("{FLOOR}&at=420")).await.is(200);
        before.says("class=\"tile soon\"").says("Free until 19:30");
        app.act(STAFF, Act::Seat(booking.id)).await;
        let shown = app.get_as(&ivan, &format!("{FLOOR}&at=450")).await.is(200);
        shown.says("class=\"tile there\"").says("● till 21:00");
    })
    .await;
}

#[tokio::test]
async fn a_free_table_is_chosen_and_taken_at_the_time_that_is_shown() {
    App::in_each("{}", async |app| {
        let ivan = admin(app).await;
        furnished(app).await;
        let table = app.table(4).await;
        let chosen = format!("{FLOOR}&resource={table}&at=450");
        let panel = app.get_as(&ivan, &chosen).await.is(200);
        let at = EVENING.parse::<jiff::Timestamp>().expect("an instant");
        let from = format!("doing=book&#38;from=%40{}", at.as_second());
        panel.says("At 19:30").says(&from);
        let book = format!("{chosen}&doing=book&from=%40{}", at.as_second());
        let form = app.get_as(&ivan, &book).await.is(200);
        form.says("value=\"19:30\"");
        let back = format!("date=2026-11-21&view=floor&resource={table}&at=450");
        let number = table.to_string();
        let seated = [
            ("back", back.as_str()),
            ("size", "3"),
            ("resource", number.as_str()),
        ];
        app.post_as(&ivan, "/staff/demo/do/walk_in", &seated)
            .await
            .is(303);
        let page = app.desk().bookings(app.venue, Default::default(), None, 10);
        let booking = page
            .await
            .expect("bookings")
            .items
            .pop()
            .expect("a booking");
        assert_eq!(booking.state, State::Seated);
        assert_eq!(booking.resources().collect::<Vec<_>>(), [table]);
    })
    .await;
}

#[tokio::test]
async fn only_those_who_run_the_venue_draw_its_plan() {
    App::in_each("{}", async |app| {
        app.crew("vera@example.org", Role::Staff, None).await;
        let vera = app.logged_in("vera@example.org", PASSWORD).await;
        app.get_as(&vera, PAGE).await.is(403);
        app.post_as(&vera, PAGE, &form(&TABLE)).await.is(403);
        app.get(PAGE).await.is(303);
        let floor = app.get_as(&vera, FLOOR).await.is(200);
        floor.keeps_silent_about("/admin/demo/floor");
        assert_eq!(kept(app).await.version, 0);
    })
    .await;
}

#[tokio::test]
async fn what_is_drawn_is_kept_once_it_is_saved_and_not_before() {
    App::in_each("{}", async |app| {
        let ivan = admin(app).await;
        let page = app.get_as(&ivan, PAGE).await.is(200);
        page.says("There is no plan yet").says("value=\"put:1\"");
        let press = async |what: &str| {
            let mut form = form(&TABLE);
            form.push(("do", what));
            app.post_as(&ivan, PAGE, &form).await.is(200)
        };
        press("lay-out").await.says("Everything has its place.");
        press("add-room").await.says("value=\"Room 2\"");
        press("drop-room:0").await.says("value=\"put:1\"");
        press("take:1").await.says("value=\"put:1\"");
        press("put:2").await.says("id=\"place-2-x\"");
        press("add-wall:0").await.says("Wall 1");
        press("add-label:0").await.says("Entrance");
        assert_eq!(kept(app).await.version, 0, "nothing was saved yet");
        let mut saved = form(&TABLE);
        saved.push(("do", "save"));
        let saved = app.post_as(&ivan, PAGE, &saved).await;
        saved.leads_to(&format!("{PAGE}?done=saved"));
        let shown = kept(app).await;
        let (room, place) = shown.plan.find(ResourceId(1)).expect("a place");
        assert_eq!((room, place.x, place.y, place.turn), (0, 20, 30, 90));
        assert_eq!(place.shape, Shape::Round);
        app.get_as(&ivan, &format!("{PAGE}?done=saved"))
            .await
            .is(200)
            .says("The plan is saved.")
            .says("id=\"place-1-x\" name=\"place-1-x\" value=\"20\"");
    })
    .await;
}

#[tokio::test]
async fn what_was_typed_stays_and_the_field_is_named() {
    App::in_each("{}", async |app| {
        let ivan = admin(app).await;
        let sent = async |wrong: (&'static str, &'static str)| {
            let table = TABLE.iter().copied().filter(|(name, _)| *name != wrong.0);
            let more: Vec<_> = table.chain([wrong]).collect();
            app.post_as(&ivan, PAGE, &form(&more)).await.is(422)
        };
        let text = sent(("place-1-x", "left")).await;
        text.says("value=\"left\"")
            .says("href=\"#place-1-x\"")
            .says("please give a whole number");
        let outside = sent(("place-1-x", "95")).await;
        outside
            .says("value=\"95\"")
            .says("it does not lie within its room");
        sent(("room-0-name", ""))
            .await
            .says("href=\"#room-0-name\"");
        sent(("room-0-width", "7")).await.says("from 20 to 500");
        sent(("place-1-turn", "10")).await.says("a multiple of 15");
        let mut nonsense = form(&TABLE);
        nonsense.push(("do", "dance"));
        app.post_as(&ivan, PAGE, &nonsense).await.is(422);
        assert_eq!(kept(app).await.version, 0);
    })
    .await;
}

#[tokio::test]
async fn of_two_who_draw_at_once_the_second_is_told_and_keeps_what_he_drew() {
    App::in_each("{}", async |app| {
        let ivan = admin(app).await;
        let hall = Room {
            name: "Чужой зал".into(),
            width: 50,
            height: 50,
            marks: Vec::new(),
            places: Vec::new(),
        };
        let rooms = vec![hall];
        let other = app.desk().lay_floor(app.venue, Plan { rooms }, Some(0));
        other.await.expect("a floor");
        let late = app.post_as(&ivan, PAGE, &form(&TABLE)).await.is(409);
        late.says("Somebody else saved another plan")
            .says("value=\"20\"")
            .says("name=\"version\" value=\"1\"")
            .keeps_silent_about("Чужой зал");
        let again = [&TABLE[..], &[("version", "1")]].concat();
        let again = app.post_as(&ivan, PAGE, &form(&again)).await;
        again.leads_to(&format!("{PAGE}?done=saved"));
        assert_eq!(kept(app).await.plan.rooms[0].name, "Зал");
    })
    .await;
}

#[tokio::test]
async fn what_left_the_offer_meanwhile_stands_in_nobodys_way() {
    App::in_each("{}", async |app| {
        let ivan = admin(app).await;
        let retire = Command {
            actor: ADMIN,
            act: Act::RetireResource(ResourceId(1)),
            expects: None,
        };
        let retired = app.desk().execute(app.venue, retire, None, app.now());
        retired.await.expect("it is retired");
        let saved = app.post_as(&ivan, PAGE, &form(&TABLE)).await;
        saved.leads_to(&format!("{PAGE}?done=saved"));
        assert_eq!(kept(app).await.plan.resources().count(), 0);
    })
    .await;
}
