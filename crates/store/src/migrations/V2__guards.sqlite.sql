-- The second guard: whatever the program believes, two live claims of one lane cannot overlap, nor two slots. As live
-- claims never overlap, only the last one that starts before the end of the new one can be in its way.
create trigger claim_no_overlap_insert before insert on claim when new.live = 1
begin
    select raise(abort, 'claim_no_overlap') where new.starts_at < (
        select ends_at from claim
        where venue = new.venue and resource = new.resource and lane = new.lane and live = 1
            and starts_at < new.ends_at
        order by starts_at desc limit 1
    );
end;

create trigger claim_no_overlap_update
before update of venue, resource, lane, starts_at, ends_at, live on claim when new.live = 1
begin
    select raise(abort, 'claim_no_overlap') where new.starts_at < (
        select ends_at from claim
        where venue = new.venue and resource = new.resource and lane = new.lane and live = 1
            and starts_at < new.ends_at
            and not (owner_kind = old.owner_kind and owner = old.owner and id = old.id)
        order by starts_at desc limit 1
    );
end;

create trigger slot_no_overlap_insert before insert on slot
begin
    select raise(abort, 'slot_no_overlap') where new.starts_at < (
        select ends_at from slot
        where venue = new.venue and resource = new.resource and starts_at < new.ends_at
        order by starts_at desc limit 1
    );
end;

create trigger slot_no_overlap_update before update of venue, resource, starts_at, ends_at on slot
begin
    select raise(abort, 'slot_no_overlap') where new.starts_at < (
        select ends_at from slot
        where venue = new.venue and resource = new.resource and starts_at < new.ends_at and id <> old.id
        order by starts_at desc limit 1
    );
end;
