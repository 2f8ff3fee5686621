//! The roles that a venue gives, and the time that a specialist has of his own.

use bronya_domain::command::Role;
use bronya_domain::id::ResourceId;
use serde::Deserialize;

use crate::fields::Field;
use crate::inside::Inside;

/// A role that a venue gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Post {
    Staff,
    Specialist,
    Admin,
    Customer,
}

impl Post {
    const ALL: [Self; 4] = [Self::Staff, Self::Specialist, Self::Admin, Self::Customer];

    pub(super) fn role(self) -> Role {
        match self {
            Self::Staff => Role::Staff,
            Self::Specialist => Role::Specialist,
            Self::Admin => Role::Admin,
            Self::Customer => Role::Customer,
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Staff => "staff",
            Self::Specialist => "specialist",
            Self::Admin => "admin",
            Self::Customer => "customer",
        }
    }

    /// The time that goes with it: only a specialist has one.
    pub(super) fn time(self, chosen: Option<ResourceId>) -> Option<ResourceId> {
        chosen.filter(|_| self == Self::Specialist)
    }

    /// The post of somebody who has that role.
    pub(super) fn of(role: Role) -> Self {
        let same = |post: &Self| post.role() == role;
        Self::ALL.into_iter().find(same).unwrap_or(Self::Customer)
    }
}

/// What to choose from to give somebody a role: the role, and whose time a specialist looks after.
pub(super) fn fields(inside: &Inside, post: Post, time: Option<ResourceId>) -> [Field; 2] {
    let tongue = inside.known.tongue();
    let roles = Post::ALL.map(|post| {
        let words = crate::home::role_words(post.role());
        (post.name().to_owned(), tongue.word(words))
    });
    let role = Field::choice(
        "role",
        tongue.word("people-role"),
        roles.into(),
        post.name().to_owned(),
    );
    let none = (String::new(), tongue.word("people-no-time"));
    let listed = inside.catalog.listed().iter();
    let offered =
        listed.filter(|listed| !listed.resource.retired || Some(listed.resource.id) == time);
    let times = offered.map(|listed| {
        let resource = &listed.resource;
        (resource.id.to_string(), resource.name.clone())
    });
    let resource = Field {
        hint: Some(tongue.word("people-time-hint")),
        required: false,
        ..Field::choice(
            "resource",
            tongue.word("people-time"),
            [none].into_iter().chain(times).collect(),
            time.map(|time| time.to_string()).unwrap_or_default(),
        )
    };
    [role, resource]
}
