-- The second guard: whatever the program believes, two live claims of one lane cannot overlap, nor two slots.
create extension if not exists btree_gist;

alter table claim add constraint claim_no_overlap exclude using gist (
    venue with =, resource with =, lane with =, int8range(starts_at, ends_at) with &&
) where (live = 1);

alter table slot add constraint slot_no_overlap exclude using gist (
    venue with =, resource with =, int8range(starts_at, ends_at) with &&
);
