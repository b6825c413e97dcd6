/* SPDX-License-Identifier: BSD-2-Clause */
/* check_plan.c -- keeping, dropping, and what is left of the pieces. */
#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "model/plan.h"
#include "tests/suites.h"

static struct dump_err err;

struct fixture {
	struct dump_model	*m;
	struct dump_plan	*p;
};

/* Pieces "1000+3000", one region each, in a model of that grain. */
static struct fixture
plan_of(const char *pieces, uint64_t grain)
{
	struct fixture f;
	struct span at;
	uint64_t off = 0;
	int used;

	ck_assert_int_eq(model_new(&f.m, &err), 0);
	f.m->grain = grain;
	while (sscanf(pieces, " %" SCNx64 "+%" SCNx64 "%n", &at.addr,
	    &at.size, &used) == 2) {
		pieces += used;
		ck_assert_int_eq(model_add_piece(f.m, at.addr, at.size, off,
		    &err), 0);
		off += at.size;
	}
	ck_assert_int_eq(model_settle(f.m, &err), 0);
	ck_assert_int_eq(dump_plan_new(&f.p, f.m, &err), 0);
	return f;
}

static void
done(struct fixture f)
{
	dump_plan_free(f.p);
	dump_model_free(f.m);
}

static void
drop(struct fixture f, uint64_t addr, uint64_t size)
{
	ck_assert_int_eq(plan_drop(f.p, (struct span){ addr, size }, "drop",
	    &err), 0);
}

static void
keep(struct fixture f, uint64_t addr, uint64_t size, const char *rule)
{
	f.p->cut = true;
	ck_assert_int_eq(plan_keep(f.p, (struct span){ addr, size }, rule,
	    &err), 0);
}

/* What the plan leaves: "1000+1000@0 3000+1000@2000!" ("!": a whole piece). */
static const char *
plan_text(struct fixture f)
{
	static char buf[1024];
	struct plan_walk w;
	struct extent e;
	size_t n = 0;

	ck_assert_int_eq(plan_resolve(f.p, &err), 0);
	buf[0] = '\0';
	plan_walk(&w, f.p);
	while (plan_next(&w, &e))
		n += (size_t)snprintf(buf + n, sizeof buf - n,
		    "%s%" PRIx64 "+%" PRIx64 "@%" PRIx64 "%s",
		    n == 0 ? "" : " ", e.addr, e.size, e.off,
		    e.whole ? "!" : "");
	return buf;
}

START_TEST(a_new_plan_keeps_everything)
{
	struct fixture f = plan_of("1000+1000 3000+1000", 4096);

	ck_assert_str_eq(plan_text(f), "1000+1000@0! 3000+1000@1000!");
	ck_assert(!f.p->changes);
	done(f);
}
END_TEST

START_TEST(dropping_splits_a_piece)
{
	struct fixture f = plan_of("1000+3000", 4096);

	drop(f, 0x2000, 0x1000);
	ck_assert_str_eq(plan_text(f), "1000+1000@0 3000+1000@2000");
	ck_assert(f.p->changes);
	ck_assert_uint_eq(f.p->present[DUMP_PRW], 0x3000);
	ck_assert_uint_eq(f.p->bytes[DUMP_PRW], 0x2000);
	done(f);
}
END_TEST

START_TEST(dropping_what_is_absent_changes_nothing)
{
	struct fixture f = plan_of("1000+1000", 4096);

	drop(f, 0x5000, 0x1000);
	ck_assert_str_eq(plan_text(f), "1000+1000@0!");
	ck_assert(!f.p->changes);
	done(f);
}
END_TEST

START_TEST(a_cut_keeps_only_what_it_chose)
{
	struct fixture f = plan_of("1000+1000 3000+1000 5000+1000", 4096);

	keep(f, 0x3000, 0x1000, "a");
	ck_assert_str_eq(plan_text(f), "3000+1000@1000!");
	done(f);
}
END_TEST

/* Records 0, 1 ... of these roles, and which the plan leaves: "0 2". */
static void
add_records(struct fixture f, const enum role *roles, size_t n)
{
	struct record r = { .name = "a record", .thread = -1 };
	size_t i;

	for (i = 0; i < n; i++) {
		r.role = (uint8_t)roles[i];
		ck_assert_int_eq(model_add_record(f.m, &r, &err), 0);
	}
}

static const char *
records_text(struct fixture f)
{
	static char buf[64];
	size_t i, n = 0;

	ck_assert_int_eq(plan_resolve(f.p, &err), 0);
	buf[0] = '\0';
	for (i = 0; i < f.m->nrecords; i++)
		if (f.p->drop_record == NULL || !f.p->drop_record[i])
			n += (size_t)snprintf(buf + n, sizeof buf - n,
			    "%s%zu", n == 0 ? "" : " ", i);
	return buf;
}

static const enum role roles[] = {
	ROLE_THREADS, ROLE_HANDLES, ROLE_MEMORY, ROLE_PROVENANCE
};

START_TEST(records_are_chosen_and_dropped_as_memory_is)
{
	struct fixture f = plan_of("1000+1000", 4096);

	add_records(f, roles, 4);
	ck_assert_str_eq(records_text(f), "0 1 2 3");
	ck_assert_int_eq(plan_drop_record(f.p, 1, "a", &err), 0);
	ck_assert_int_eq(plan_keep_record(f.p, 1, "a", &err), 0);
	ck_assert_str_eq(records_text(f), "0 2 3");
	ck_assert(f.p->changes);
	plan_clear(f.p);
	ck_assert_str_eq(records_text(f), "0 1 2 3");
	ck_assert(!f.p->changes);
	done(f);
}
END_TEST

START_TEST(a_cut_leaves_the_records_that_it_names)
{
	struct fixture f = plan_of("1000+1000", 4096);

	add_records(f, roles, 4);
	f.p->cut = true;
	ck_assert_str_eq(records_text(f), "2 3");
	ck_assert_int_eq(plan_keep_record(f.p, 0, "a", &err), 0);
	ck_assert_str_eq(records_text(f), "0 2 3");
	ck_assert_int_eq(plan_keep_all_records(f.p, "a", &err), 0);
	ck_assert_str_eq(records_text(f), "0 1 2 3");
	done(f);
}
END_TEST

START_TEST(lists_of_memory_and_provenance_follow_from_the_rest)
{
	struct fixture f = plan_of("1000+1000", 4096);
	size_t i;

	add_records(f, roles, 4);
	for (i = 0; i < 4; i++)
		ck_assert_int_eq(plan_drop_record(f.p, i, "a", &err), 0);
	ck_assert_str_eq(records_text(f), "2 3");
	done(f);
}
END_TEST

START_TEST(of_rules_the_first_by_its_text_is_told)
{
	struct fixture f = plan_of("1000+1000", 4096);

	add_records(f, roles, 1);
	ck_assert_int_eq(plan_keep_record(f.p, 0, "b", &err), 0);
	ck_assert_int_eq(plan_insist_on_record(f.p, 0, "a", &err), 0);
	ck_assert_int_eq(plan_keep_record(f.p, 0, "c", &err), 0);
	ck_assert_str_eq(f.p->verdicts[0].keep, "a");
	ck_assert(f.p->verdicts[0].insist);
	ck_assert_int_eq(plan_drop_record(f.p, 0, "y", &err), 0);
	ck_assert_int_eq(plan_drop_record(f.p, 0, "x", &err), 0);
	ck_assert_str_eq(f.p->verdicts[0].drop, "x");
	done(f);
}
END_TEST

START_TEST(dropping_wins_over_keeping_in_either_order)
{
	struct fixture f = plan_of("1000+3000", 4096);

	drop(f, 0x2000, 0x1000);
	keep(f, 0x1000, 0x2000, "a");
	ck_assert_str_eq(plan_text(f), "1000+1000@0");
	done(f);
	f = plan_of("1000+3000", 4096);
	keep(f, 0x1000, 0x2000, "a");
	drop(f, 0x2000, 0x1000);
	ck_assert_str_eq(plan_text(f), "1000+1000@0");
	done(f);
}
END_TEST

START_TEST(both_widen_to_the_grain)
{
	struct fixture f = plan_of("1000+8000", 4096);

	keep(f, 0x2ff0, 0x20, "a");
	ck_assert_str_eq(plan_text(f), "2000+2000@1000");
	done(f);
	f = plan_of("1000+8000", 4096);
	keep(f, 0x2ff0, 0x20, "a");
	drop(f, 0x3080, 1);
	ck_assert_str_eq(plan_text(f), "2000+1000@1000");
	done(f);
	f = plan_of("1000+8000", 1);
	keep(f, 0x2ff0, 0x20, "a");
	drop(f, 0x3000, 1);
	ck_assert_str_eq(plan_text(f), "2ff0+10@1ff0 3001+f@2001");
	done(f);
}
END_TEST

START_TEST(what_is_dropped_grows_from_its_bytes)
{
	struct fixture f = plan_of("1000+800 2000+800", 4096);

	/* No byte of it is there: its page stays. */
	drop(f, 0x1800, 0x800);
	ck_assert_str_eq(plan_text(f), "1000+800@0! 2000+800@800!");
	plan_clear(f.p);
	drop(f, 0x17ff, 0x10);
	ck_assert_str_eq(plan_text(f), "2000+800@800!");
	done(f);
}
END_TEST

START_TEST(records_that_may_hide_offsets_go_when_anything_changes)
{
	struct fixture f = plan_of("1000+1000 2000+1000", 4096);

	add_records(f, roles, 4);
	f.m->records[0].unsafe = f.m->records[1].unsafe = true;
	ck_assert_str_eq(records_text(f), "0 1 2 3");
	ck_assert_uint_eq(f.p->nwarnings, 0);
	drop(f, 0x1000, 0x1000);
	ck_assert_int_eq(plan_insist_on_record(f.p, 1, "a", &err), 0);
	ck_assert_str_eq(records_text(f), "1 2 3");
	ck_assert_uint_eq(f.p->nwarnings, 1);
	done(f);
}
END_TEST

START_TEST(widening_stops_at_bytes_that_exist)
{
	struct fixture f = plan_of("1100+200", 4096);

	keep(f, 0x1180, 8, "a");
	ck_assert_str_eq(plan_text(f), "1100+200@0!");
	done(f);
	f = plan_of("ffffffffffffff00+100", 4096);
	keep(f, UINT64_MAX, 1, "a");
	ck_assert_str_eq(plan_text(f), "ffffffffffffff00+100@0!");
	done(f);
}
END_TEST

START_TEST(rules_that_touch_make_one_run)
{
	struct fixture f = plan_of("1000+3000 4000+1000", 4096);

	keep(f, 0x1000, 0x1000, "a");
	keep(f, 0x2000, 0x1000, "b");
	keep(f, 0x3000, 0x2000, "c");
	ck_assert_str_eq(plan_text(f), "1000+3000@0! 4000+1000@3000!");
	done(f);
}
END_TEST

START_TEST(one_range_over_many_pieces_and_many_over_one)
{
	struct fixture f = plan_of("1000+1000 3000+1000 5000+4000", 4096);

	keep(f, 0, 0x6000, "a");
	keep(f, 0x7000, 0x1000, "b");
	ck_assert_str_eq(plan_text(f), "1000+1000@0! 3000+1000@1000! "
	    "5000+1000@2000 7000+1000@4000");
	done(f);
}
END_TEST

START_TEST(damage_is_a_change_that_wants_mending)
{
	struct fixture f = plan_of("1000+1000", 4096);

	dump_model_warn(f.m, true, 0, "cut");
	ck_assert_str_eq(plan_text(f), "1000+1000@0!");
	ck_assert(f.p->changes);
	done(f);
}
END_TEST

static void
paint(void *ctx, uint64_t addr, uint8_t *buf, size_t len)
{
	size_t i;

	(void)addr;
	for (i = 0; i < len; i++)
		buf[i] = (uint8_t)(buf[i] * 4 + *(const uint8_t *)ctx);
}

static void
rewrite(struct fixture f, uint64_t addr, uint64_t size, uint8_t *colour)
{
	struct set where = { 0 };

	ck_assert_int_eq(set_add(&where, (struct span){ addr, size }, "",
	    &err), 0);
	ck_assert_int_eq(plan_rewrite(f.p, &where, paint, colour, &err), 0);
}

START_TEST(several_may_rewrite_the_same_bytes_in_turn)
{
	static uint8_t one = 1, two = 2;
	struct fixture f = plan_of("1000+10 2000+10", 1);
	uint8_t buf[16] = { 0 };
	struct layout *l;

	ck_assert_int_eq(plan_resolve(f.p, &err), 0);
	rewrite(f, 0x1004, 4, &one);
	rewrite(f, 0x1006, 4, &two);
	ck_assert(f.p->changes);
	ck_assert_int_eq(layout_new(&l, &err), 0);
	ck_assert_int_eq(plan_move(f.p, l, 0x1000, 0, 16, &err), 0);
	ck_assert_int_eq(plan_move(f.p, l, 0x2000, 16, 16, &err), 0);
	ck_assert_uint_eq(l->nrewrites, 1);
	ck_assert_uint_eq(l->rewrites[0].at, 4);
	ck_assert_uint_eq(l->rewrites[0].len, 6);
	ck_assert_uint_eq(l->rewrites[0].addr, 0x1004);
	l->rewrite(l->rewrite_ctx, 0x1004, buf + 4, 6);
	ck_assert_mem_eq(buf, "\0\0\0\0\1\1\6\6\2\2\0\0\0\0\0", 16);
	layout_free(l);
	plan_clear(f.p);
	ck_assert_uint_eq(f.p->nrewritings, 0);
	done(f);
}
END_TEST

Suite *
plan_suite(void)
{
	Suite *s = suite_create("plan");
	TCase *t = tcase_create("plan");

	tcase_add_test(t, a_new_plan_keeps_everything);
	tcase_add_test(t, dropping_splits_a_piece);
	tcase_add_test(t, dropping_what_is_absent_changes_nothing);
	tcase_add_test(t, a_cut_keeps_only_what_it_chose);
	tcase_add_test(t, records_are_chosen_and_dropped_as_memory_is);
	tcase_add_test(t, a_cut_leaves_the_records_that_it_names);
	tcase_add_test(t,
	    lists_of_memory_and_provenance_follow_from_the_rest);
	tcase_add_test(t, of_rules_the_first_by_its_text_is_told);
	tcase_add_test(t, dropping_wins_over_keeping_in_either_order);
	tcase_add_test(t, both_widen_to_the_grain);
	tcase_add_test(t, what_is_dropped_grows_from_its_bytes);
	tcase_add_test(t,
	    records_that_may_hide_offsets_go_when_anything_changes);
	tcase_add_test(t, widening_stops_at_bytes_that_exist);
	tcase_add_test(t, rules_that_touch_make_one_run);
	tcase_add_test(t, one_range_over_many_pieces_and_many_over_one);
	tcase_add_test(t, damage_is_a_change_that_wants_mending);
	tcase_add_test(t, several_may_rewrite_the_same_bytes_in_turn);
	suite_add_tcase(s, t);
	return s;
}
