//! The rules of a venue, of a kind of its resources, of one of them, or of what comes through a channel, as sentences: each says
//! where it comes from, and is changed where it stands.

use askama::Template;
use axum::extract::{Path, RawQuery};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use bronya_desk::channels::{PAGES, PROGRAMS};
use bronya_domain::policy::{Policy, Rules};
use bronya_domain::resource::Resource;
use bronya_gate::Denial;

use super::seen::{Seen, Whose, channels};
use super::told::sentence;
use super::typed;
use super::value::{GROUPS, Rule};
use crate::asked::Form;
use crate::fields::{Field, Trouble};
use crate::inside::Admin;
use crate::page::{Frame, Page};
use crate::settings::effect::{self, Place, Saved};
use crate::settings::form::wrong;
use crate::settings::resource::{self, Named, found};
use crate::settings::sent::{SEEN, Sent};
use crate::settings::ways::{self, Around};
use crate::tongue::Blanks;

const WORDS: &str = "settings-rules";

#[derive(Template)]
#[template(path = "settings/rules.html")]
struct Content {
    frame: Frame,
    around: Around,
    lead: String,
    groups: Vec<Group>,
    action: String,
    hidden: Vec<(String, String)>,
    others: Vec<(String, String, String)>,
}

/// Rules that belong together.
struct Group {
    title: String,
    lines: Vec<Line>,
}

/// A rule as it stands on the page.
struct Line {
    name: &'static str,
    title: String,
    sentence: String,
    origin: String,
    own: bool,
    /// Where its form is opened.
    open: String,
    form: Option<Editing>,
}

/// The form of a rule.
struct Editing {
    hint: String,
    fields: Vec<Field>,
    /// What takes back what this circle says itself.
    inherit: Option<String>,
}

pub(crate) async fn show(Admin(inside): Admin, RawQuery(query): RawQuery) -> Response {
    let visitor = inside.known.visitor;
    let shown = async {
        let channels = channels(&inside).await?;
        let seen = Seen::of(&inside, Whose::Venue, &channels)?;
        Ok(seen.shown(query.as_deref()))
    };
    visitor.shown(shown.await)
}

pub(crate) async fn show_of_channel(
    Admin(inside): Admin,
    Path((_, channel)): Named,
    RawQuery(query): RawQuery,
) -> Response {
    let visitor = inside.known.visitor;
    let shown = async {
        let channels = channels(&inside).await?;
        let seen = Seen::of(&inside, Whose::Channel(&channel), &channels)?;
        Ok(seen.shown(query.as_deref()))
    };
    visitor.shown(shown.await)
}

pub(crate) async fn show_of_kind(
    Admin(inside): Admin,
    Path((_, kind)): Named,
    RawQuery(query): RawQuery,
) -> Response {
    let visitor = inside.known.visitor;
    let seen = Seen::of(&inside, Whose::Kind(&kind), &[]);
    visitor.shown(seen.map(|seen| seen.shown(query.as_deref())))
}

pub(crate) async fn show_of_resource(
    Admin(inside): Admin,
    Path((_, number)): Named,
    RawQuery(query): RawQuery,
) -> Response {
    let visitor = inside.known.visitor;
    let found = found(&inside, &number);
    let seen = found.and_then(|resource| Seen::of(&inside, Whose::Resource(resource), &[]));
    visitor.shown(seen.map(|seen| seen.shown(query.as_deref())))
}

pub(crate) async fn save(Admin(inside): Admin, Form(sent): Form<Sent>) -> Response {
    let visitor = inside.known.visitor;
    let saved = async {
        let channels = channels(&inside).await?;
        let seen = Seen::of(&inside, Whose::Venue, &channels)?;
        seen.saved(&sent).await
    };
    visitor.told(saved.await)
}

pub(crate) async fn save_of_channel(
    Admin(inside): Admin,
    Path((_, channel)): Named,
    Form(sent): Form<Sent>,
) -> Response {
    let visitor = inside.known.visitor;
    let saved = async {
        let channels = channels(&inside).await?;
        let seen = Seen::of(&inside, Whose::Channel(&channel), &channels)?;
        seen.saved(&sent).await
    };
    visitor.told(saved.await)
}

pub(crate) async fn save_of_kind(
    Admin(inside): Admin,
    Path((_, kind)): Named,
    Form(sent): Form<Sent>,
) -> Response {
    let visitor = inside.known.visitor;
    let saved = async {
        let seen = Seen::of(&inside, Whose::Kind(&kind), &[])?;
        seen.saved(&sent).await
    };
    visitor.told(saved.await)
}

pub(crate) async fn save_of_resource(
    Admin(inside): Admin,
    Path((_, number)): Named,
    Form(sent): Form<Sent>,
) -> Response {
    let visitor = inside.known.visitor;
    let saved = async {
        let resource = found(&inside, &number)?;
        let seen = Seen::of(&inside, Whose::Resource(resource), &[])?;
        seen.saved(&sent).await
    };
    visitor.told(saved.await)
}

impl Seen<'_> {
    async fn saved(&self, sent: &Sent) -> Result<Response, Denial> {
        sent.only(&typed::FIELDS)?;
        let rule = Rule::named(sent.text("rule"));
        let rule = rule.ok_or_else(|| Denial::invalid("rule", "is no rule"))?;
        let circles = self.circles();
        let mut own = circles[0].0.clone();
        let mut fields = typed::fields(self.tongue(), rule, &Self::rules(&circles));
        for field in &mut fields {
            field.value = sent.text(field.name).to_owned();
        }
        if sent.has("inherit") {
            rule.clear(&mut own);
        } else {
            typed::read(self.tongue(), rule, sent, &mut own, &mut fields);
        }
        let around = Around::of(self.inside, None);
        if wrong(&fields) {
            return Ok(self.page(around, Some((rule, fields))).into_response());
        }
        let place = Place {
            inside: self.inside,
            sent,
            action: self.path(),
            repriced: Vec::new(),
            back: self.path(),
        };
        match place.save(self.change(own)).await {
            Ok(Saved::Asks(page)) => Ok(page.into_response()),
            Ok(Saved::Yes) => {
                let place = format!("{}?done=saved#{}", self.path(), rule.name());
                Ok(Redirect::to(&place).into_response())
            }
            Err(denial) if contradicts(&denial) => {
                let problem = self.tongue().word("settings-no-contradiction");
                fields[0].problem = Some(problem);
                Ok(self.page(around, Some((rule, fields))).into_response())
            }
            Err(denial) => match effect::trouble(self.inside, &denial) {
                Some(trouble) => {
                    let around = around.troubled(Some(trouble));
                    Ok(self.page(around, Some((rule, fields))).into_response())
                }
                None => Err(denial),
            },
        }
    }

    fn shown(&self, query: Option<&str>) -> Page {
        let done = ways::asked(query, "done");
        let around = Around::of(self.inside, done.as_deref());
        let rule = ways::asked(query, "edit").and_then(|name| Rule::named(&name));
        let fields = rule.map(|rule| {
            let rules = Self::rules(&self.circles());
            (rule, typed::fields(self.tongue(), rule, &rules))
        });
        self.page(around, fields)
    }

    fn page(&self, around: Around, mut editing: Option<(Rule, Vec<Field>)>) -> Page {
        let tongue = self.tongue();
        let wrong = editing
            .as_mut()
            .and_then(|(_, fields)| Trouble::of(tongue, fields));
        let status = match (&wrong, &around.trouble) {
            (Some(_), _) => StatusCode::UNPROCESSABLE_ENTITY,
            (None, Some(_)) => StatusCode::CONFLICT,
            (None, None) => StatusCode::OK,
        };
        let trouble = wrong.or(around.trouble);
        let around = Around { trouble, ..around };
        let (title, lead) = self.heading();
        let content = Content {
            frame: ways::frame(self.inside, title, &around),
            around,
            lead,
            groups: self.groups(editing),
            action: self.path(),
            hidden: vec![(SEEN.to_owned(), self.venue().settings.to_string())],
            others: self.others(),
        };
        Page::of(status, &content)
    }

    fn heading(&self) -> (String, String) {
        let tongue = self.tongue();
        let named = |id: &str, name: &str| {
            tongue.say(id, &Blanks::default().with("name", ways::called(name)))
        };
        match self.whose {
            Whose::Venue => (tongue.word(WORDS), tongue.word("rules-lead")),
            Whose::Kind(kind) => (named("rules-of", kind), tongue.word("rules-lead-kind")),
            Whose::Resource(one) => (named("rules-of", &one.name), tongue.word("rules-lead-one")),
            Whose::Channel(channel) => {
                let title = named("rules-of", &self.channel_words(channel));
                (title, tongue.word("rules-lead-channel"))
            }
        }
    }

    /// What a channel is called.
    fn channel_words(&self, channel: &str) -> String {
        match channel {
            PAGES => self.tongue().word("rules-pages"),
            PROGRAMS => self.tongue().word("rules-programs"),
            contract => contract.to_owned(),
        }
    }

    fn groups(&self, mut editing: Option<(Rule, Vec<Field>)>) -> Vec<Group> {
        let circles = self.circles();
        let rules = Self::rules(&circles);
        let mut groups = Vec::new();
        for (title, members) in GROUPS {
            let mut lines = Vec::new();
            for rule in members {
                let open = editing.take_if(|(edited, _)| edited == rule);
                let form = open.map(|(_, fields)| self.editing(*rule, fields, &circles));
                lines.push(self.line(*rule, &rules, &circles, form));
            }
            groups.push(Group {
                title: self.tongue().word(title),
                lines,
            });
        }
        groups
    }

    fn line(
        &self,
        rule: Rule,
        rules: &Rules,
        circles: &[(Policy, &str)],
        form: Option<Editing>,
    ) -> Line {
        let tongue = self.tongue();
        let found = circles.iter().position(|(policy, _)| rule.is_own(policy));
        let origin = match found {
            Some(0) => "rules-own",
            Some(at) => circles[at].1,
            None => "rules-default",
        };
        let name = rule.name();
        Line {
            name,
            title: tongue.word(&format!("{}.title", rule.words())),
            sentence: sentence(tongue, rule, rules),
            origin: tongue.word(origin),
            own: found == Some(0),
            open: format!("{}?edit={name}#{name}", self.path()),
            form,
        }
    }

    fn editing(&self, rule: Rule, fields: Vec<Field>, circles: &[(Policy, &str)]) -> Editing {
        let tongue = self.tongue();
        let wider = Self::rules(&circles[1..]);
        let inherit = rule.is_own(&circles[0].0).then(|| {
            let blanks = Blanks::default().with("sentence", sentence(tongue, rule, &wider));
            tongue.say("rules-inherited", &blanks)
        });
        Editing {
            hint: tongue.word(&format!("{}.hint", rule.words())),
            fields,
            inherit,
        }
    }

    /// Where narrower circles have rules, and how many of their own.
    fn others(&self) -> Vec<(String, String, String)> {
        let tongue = self.tongue();
        let count = |policy: &Policy| {
            let rules = GROUPS.iter().flat_map(|(_, rules)| rules.iter());
            let own = rules.filter(|rule| rule.is_own(policy)).count();
            tongue.say("rules-count", &Blanks::default().with("count", own))
        };
        let resources = self
            .inside
            .catalog
            .listed()
            .iter()
            .map(|listed| &listed.resource);
        let resources = resources.filter(|one| !one.retired);
        let line = |one: &Resource| {
            let path = format!("{}/rules", resource::path(self.inside, one));
            (ways::called(&one.name), path, count(&one.policy))
        };
        let none = Policy::default();
        match self.whose {
            Whose::Venue => {
                let kind = |kind: &str| {
                    let policy = self.venue().kinds.get(kind).unwrap_or(&none);
                    let path = ways::rules_of_kind(&self.venue().slug, kind);
                    (ways::called(kind), path, count(policy))
                };
                let kinds = self.kinds().into_iter().map(kind);
                let own = resources.filter(|one| one.policy != none).map(line);
                let channel = |channel: &String| {
                    let name = self.channel_words(channel);
                    let policy = self.of_channel(channel);
                    (name, self.path_of_channel(channel), count(&policy))
                };
                let channels = self.channels.iter().map(channel);
                kinds.chain(own).chain(channels).collect()
            }
            Whose::Kind(kind) => resources.filter(|one| one.kind == kind).map(line).collect(),
            Whose::Resource(_) | Whose::Channel(_) => Vec::new(),
        }
    }
}

/// Whether the rules together make no sense, though each of them does.
fn contradicts(denial: &Denial) -> bool {
    let field = denial.field.as_deref();
    denial.code == "invalid" && field.is_some_and(|field| field.starts_with("policy"))
}
