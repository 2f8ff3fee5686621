-- What was done at a venue to something else than a booking: to time on offer, to resources, rules, people and keys.
create table deed (
    venue bigint not null,
    -- The revision that its commit gave the venue, and which of that commit's deeds it is.
    revision bigint not null,
    place bigint not null,
    at bigint not null,
    role text not null,
    account bigint,
    act text not null,
    -- What it was done to: the sort of thing, and its number where it has one.
    thing text not null,
    number bigint,
    -- The numbers of the resources that it has to do with, each between two commas.
    resources text not null,
    -- JSON: what it was then.
    about text not null,
    reason text,
    primary key (venue, revision, place)
) /*sqlite strict, without rowid */;

create index deed_by_time on deed (venue, at, revision, place);
-- What somebody said when he acted, for the day on which he wants it forgotten.
create index deed_words on deed (account) where account is not null and reason is not null;

-- The history of all bookings together, as it went.
create index history_by_time on history (venue, at, booking, version);
