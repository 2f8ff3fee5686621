\set venue random(1, 16)
\set resource random(1, 100)
\set stay random(0, 8639)
insert into thin_booking (venue, resource, starts_at, ends_at, party, name, email)
values (:venue, :resource, :stay * 7200000000, (:stay + 1) * 7200000000, 2, 'Anna Petrova', 'anna@example.org')
on conflict do nothing;
