//! Those whom a venue knows: found, invited, given another role, shut out and taken off the list, by whoever runs it alone.

use bronya_desk::{Desk, Invitee};
use bronya_domain::command::Role;
use bronya_domain::people::{HOUSE, Member, Names, Purpose};
use bronya_web::paths;

use crate::app::{App, PASSWORD};

async fn member(app: &App, email: &str) -> Option<Member> {
    let desk: &Desk = app.desk();
    let login = desk.login("bronya", email).await.expect("a look");
    let account = login?.account.id;
    desk.member(app.venue, account).await.expect("a look")
}

#[tokio::test]
async fn somebody_is_invited_found_and_given_another_role() {
    App::in_each("{}", async |app| {
        let own = app.crew("olga@example.org", Role::Admin, None).await;
        let own = format!("/admin/demo/people/{own}\"");
        let olga = app.logged_in_russian("olga@example.org", PASSWORD).await;
        let bad = [("email", "vera"), ("first", "Вера"), ("role", "staff")];
        let again = app.post_as(&olga, "/admin/demo/people/new", &bad).await;
        let again = again.is(422).says("укажите адрес почты");
        assert_eq!(again.inputs("first"), ["Вера"]);
        assert_eq!(again.inputs("email"), ["vera"]);
        let without = [("email", "vera@example.org"), ("role", "specialist")];
        let again = app.post_as(&olga, "/admin/demo/people/new", &without).await;
        again.is(422).says("специалисту оно необходимо");
        assert_eq!(member(app, "vera@example.org").await, None);

        let right = [
            ("email", " Vera@example.org"),
            ("first", "Вера"),
            ("last", "Соколова"),
            ("role", "staff"),
            ("resource", "2"),
            ("language", "ru"),
        ];
        let done = app.post_as(&olga, "/admin/demo/people/new", &right).await;
        let vera = member(app, "vera@example.org").await.expect("a member");
        let page = format!("/admin/demo/people/{}", vera.account.id);
        let done = done.leads_to(&format!("{page}?done=invited"));
        assert_eq!(vera.membership.role, Role::Staff);
        assert_eq!(vera.membership.resource, None, "only a specialist has one");
        let shown = app.get_as(&olga, done.header("location")).await.is(200);
        shown
            .says("Письмо на адрес vera@example.org")
            .says("Приглашение ждёт ответа");
        let list = app.get_as(&olga, "/admin/demo/people").await.is(200);
        list.says("Вера Соколова").says(&own);
        let found = app.get_as(&olga, "/admin/demo/people?find=СОКОЛ").await;
        found.says(&page).keeps_silent_about(&own);
        let nobody = app.get_as(&olga, "/admin/demo/people?find=zzz").await;
        nobody.says("Здесь никого не нашлось.");

        let time = app.table(4).await.to_string();
        let role = [
            ("was", "staff."),
            ("role", "specialist"),
            ("resource", time.as_str()),
        ];
        let set = app.post_as(&olga, &format!("{page}/role"), &role).await;
        set.leads_to(&format!("{page}?done=role"));
        let vera = member(app, "vera@example.org").await.expect("a member");
        assert_eq!(vera.membership.role, Role::Specialist);
        let was = format!("specialist.{time}");
        let role = [("was", was.as_str()), ("role", "specialist")];
        let set = app.post_as(&olga, &format!("{page}/role"), &role).await;
        set.is(422).says("специалисту оно необходимо");
    })
    .await;
}

#[tokio::test]
async fn an_invitation_is_sent_again_and_withdrawn() {
    App::in_each("{}", async |app| {
        app.crew("olga@example.org", Role::Admin, None).await;
        let olga = app.logged_in_russian("olga@example.org", PASSWORD).await;
        let form = [("email", "vera@example.org"), ("role", "staff")];
        app.post_as(&olga, "/admin/demo/people/new", &form)
            .await
            .is(303);
        let vera = member(app, "vera@example.org").await.expect("a member");
        let page = format!("/admin/demo/people/{}", vera.account.id);
        let again = app.post_as(&olga, &format!("{page}/again"), &[]).await;
        again.leads_to(&format!("{page}?done=invited"));
        let asked = app.get_as(&olga, &format!("{page}/remove")).await.is(200);
        asked.says("Отозвать приглашение");
        assert!(member(app, "vera@example.org").await.is_some());
        let gone = app.post_as(&olga, &format!("{page}/remove"), &[]).await;
        gone.leads_to("/admin/demo/people?done=removed");
        assert_eq!(member(app, "vera@example.org").await, None);
        app.get_as(&olga, &page).await.is(404);
        app.post_as(&olga, &format!("{page}/again"), &[])
            .await
            .is(404);
        // Who has come needs no invitation any more.
        let peter = app.crew("peter@example.org", Role::Staff, None).await;
        let again = format!("/admin/demo/people/{peter}/again");
        app.post_as(&olga, &again, &[]).await.is(404);
    })
    .await;
}

#[tokio::test]
async fn who_is_shut_out_is_out_with_his_next_step() {
    App::in_each("{}", async |app| {
        let own = app.crew("olga@example.org", Role::Admin, None).await;
        let own = format!("/admin/demo/people/{own}\"");
        let account = app.crew("vera@example.org", Role::Staff, None).await;
        let olga = app.logged_in_russian("olga@example.org", PASSWORD).await;
        let vera = app.logged_in("vera@example.org", PASSWORD).await;
        app.get_as(&vera, "/staff/demo").await.is(200);
        let page = format!("/admin/demo/people/{account}");
        let asked = app.get_as(&olga, &format!("{page}/block")).await.is(200);
        asked.says("Закрыть доступ (vera@example.org)?");
        app.get_as(&vera, "/staff/demo").await.is(200);
        let shut = app.post_as(&olga, &format!("{page}/block"), &[]).await;
        shut.leads_to(&format!("{page}?done=blocked"));
        app.get_as(&vera, "/staff/demo").await.is(403);
        let list = app.get_as(&olga, "/admin/demo/people?group=blocked").await;
        list.says("vera@example.org").keeps_silent_about(&own);
        let open = app.post_as(&olga, &format!("{page}/unblock"), &[]).await;
        open.leads_to(&format!("{page}?done=unblocked"));
        app.get_as(&vera, "/staff/demo").await.is(200);
    })
    .await;
}

#[tokio::test]
async fn the_last_who_can_run_the_venue_is_told_to_name_another_first() {
    App::in_each("{}", async |app| {
        let account = app.crew("olga@example.org", Role::Admin, None).await;
        let olga = app.logged_in_russian("olga@example.org", PASSWORD).await;
        let page = format!("/admin/demo/people/{account}");
        let role = [
            ("was", "admin."),
            ("role", "staff"),
            ("resource", ""),
            ("sure", "yes"),
        ];
        for (act, form) in [("role", &role[..]), ("block", &[]), ("remove", &[])] {
            let told = app.post_as(&olga, &format!("{page}/{act}"), form).await;
            told.is(409)
                .says("Больше управлять заведением некому.")
                .says("olga@example.org");
        }
        let known = member(app, "olga@example.org").await.expect("a member");
        assert!(known.runs_venue());
    })
    .await;
}

#[tokio::test]
async fn a_role_that_somebody_else_gave_meanwhile_is_not_overwritten_unseen() {
    App::in_each("{}", async |app| {
        app.crew("olga@example.org", Role::Admin, None).await;
        let vera = app.crew("vera@example.org", Role::Staff, None).await;
        let olga = app.logged_in_russian("olga@example.org", PASSWORD).await;
        let page = format!("/admin/demo/people/{vera}");
        let shown = app.get_as(&olga, &page).await.is(200);
        let was = shown.inputs("was").remove(0);
        let set = app.desk().set_member(app.venue, vera, Role::Admin, None);
        set.await.expect("another role");
        let form = [("was", was.as_str()), ("role", "customer")];
        let told = app.post_as(&olga, &format!("{page}/role"), &form).await;
        let told = told.is(409).says("роль или время тем временем уже сменили");
        let told = told.says("<option value=\"customer\" selected>");
        let known = member(app, "vera@example.org").await.expect("a member");
        assert_eq!(known.membership.role, Role::Admin);
        let now = told.inputs("was").remove(0);
        let form = [("was", now.as_str()), ("role", "customer")];
        let set = app.post_as(&olga, &format!("{page}/role"), &form).await;
        set.leads_to(&format!("{page}?done=role"));
    })
    .await;
}

#[tokio::test]
async fn whoever_gives_up_running_the_venue_is_asked_first() {
    App::in_each("{}", async |app| {
        app.crew("peter@example.org", Role::Admin, None).await;
        let account = app.crew("olga@example.org", Role::Admin, None).await;
        let olga = app.logged_in_russian("olga@example.org", PASSWORD).await;
        let page = format!("/admin/demo/people/{account}");
        app.get_as(&olga, &page).await.is(200).says("Это вы.");
        let form = [("was", "admin."), ("role", "staff")];
        let asked = app.post_as(&olga, &format!("{page}/role"), &form).await;
        let asked = asked.is(200).says("Больше не управлять заведением?");
        assert_eq!(asked.inputs("role"), ["staff"]);
        assert_eq!(asked.inputs("was"), ["admin."]);
        let known = member(app, "olga@example.org").await.expect("a member");
        assert_eq!(known.membership.role, Role::Admin);
        let form = [
            ("was", "admin."),
            ("role", "staff"),
            ("resource", ""),
            ("sure", "yes"),
        ];
        let sure = app.post_as(&olga, &format!("{page}/role"), &form).await;
        sure.leads_to("/staff");
        app.get_as(&olga, &page).await.is(403);
    })
    .await;
}

#[tokio::test]
async fn the_pages_are_for_who_runs_the_venue_alone() {
    App::in_each("{}", async |app| {
        app.crew("olga@example.org", Role::Admin, None).await;
        let account = app.crew("vera@example.org", Role::Staff, None).await;
        app.registered("anna@example.org", PASSWORD).await;
        let places = [
            "people".to_owned(),
            "people/new".to_owned(),
            format!("people/{account}"),
            "keys".to_owned(),
            "letters".to_owned(),
            "letters/guest_confirmed".to_owned(),
            "letters/guest_confirmed/sheet".to_owned(),
            "given-up".to_owned(),
        ];
        let vera = app.logged_in("vera@example.org", PASSWORD).await;
        let anna = app.logged_in("anna@example.org", PASSWORD).await;
        let olga = app.logged_in_russian("olga@example.org", PASSWORD).await;
        for place in places {
            let page = format!("/admin/demo/{place}");
            let asked = app.get(&page).await.is(303);
            assert!(asked.header("location").starts_with("/login?next="));
            app.get_as(&vera, &page).await.is(403);
            app.get_as(&anna, &page).await.is(404);
            app.get_as(&olga, &page).await.is(200);
            let nowhere = page.replace("/demo/", "/nowhere/");
            app.get_as(&olga, &nowhere).await.is(404);
        }
        for odd in ["people/x", "people/0", "keys/x/revoke", "letters/x"] {
            let page = format!("/admin/demo/{odd}");
            app.get_as(&olga, &page).await.is(404);
        }
        for odd in [
            "people?done=x",
            "people?after=-1",
            "letters/invitation?language=de",
        ] {
            let page = format!("/admin/demo/{odd}");
            app.get_as(&olga, &page).await.is(422);
        }
    })
    .await;
}

#[tokio::test]
async fn the_link_of_an_invitation_that_was_taken_back_says_that_it_was() {
    App::in_each("{}", async |app| {
        app.crew("olga@example.org", Role::Admin, None).await;
        let olga = app.logged_in_russian("olga@example.org", PASSWORD).await;
        let invitee = Invitee {
            email: "vera@example.org".into(),
            names: Names::default(),
            language: None,
            role: Role::Staff,
            resource: None,
        };
        let invited = app.desk().invite(app.venue, invitee, app.now()).await;
        let (vera, ticket) = invited.expect("invited");
        let token = app.gate.tokens().ticket(ticket.purpose.name(), ticket.id.0);
        let link = paths::ticket(ticket.purpose, &token);
        app.get(&link).await.is(200);
        let page = format!("/admin/demo/people/{}/remove", vera.account.id);
        app.post_as(&olga, &page, &[]).await.is(303);
        let form = [("password", PASSWORD), ("again", PASSWORD)];
        for answer in [app.get(&link).await, app.post(&link, &form).await] {
            answer.is(404).says("The invitation was taken back");
        }
        let ru = [("accept-language", "ru-RU")];
        let russian = app.send("GET", &link, &ru, None).await;
        russian.is(404).says("Приглашение отозвано");
        let login = app.desk().login(HOUSE, "vera@example.org").await;
        let login = login.expect("an answer").expect("an account");
        assert_eq!(login.password, None);
    })
    .await;
}

#[tokio::test]
async fn the_link_of_an_invitation_leads_in() {
    App::in_each("{}", async |app| {
        app.crew("olga@example.org", Role::Admin, None).await;
        let olga = app.logged_in_russian("olga@example.org", PASSWORD).await;
        let form = [("email", "vera@example.org"), ("role", "staff")];
        app.post_as(&olga, "/admin/demo/people/new", &form)
            .await
            .is(303);
        let vera = member(app, "vera@example.org").await.expect("a member");
        let link = app
            .ticket(Purpose::Invitation, vera.account.id, "vera@example.org")
            .await;
        let chosen = "seven quiet herons";
        let form = [("password", chosen), ("again", chosen)];
        app.post(&link, &form).await.is(200);
        let vera = app.logged_in("vera@example.org", chosen).await;
        app.get_as(&vera, "/staff/demo").await.is(200);
        let list = app.get_as(&olga, "/admin/demo/people").await.is(200);
        list.keeps_silent_about("Приглашение ждёт ответа")
            .says("Вход: ");
    })
    .await;
}
