-- One thin row for a booking, without history, messages or keys: the least that keeps two of them apart.
create extension if not exists btree_gist;
drop table if exists thin_booking;
create table thin_booking (
    id bigint generated always as identity primary key,
    venue bigint not null,
    resource bigint not null,
    starts_at bigint not null,
    ends_at bigint not null,
    party bigint not null,
    name text not null,
    email text not null,
    exclude using gist (venue with =, resource with =, int8range(starts_at, ends_at) with &&)
);
