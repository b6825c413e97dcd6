/* SPDX-License-Identifier: BSD-2-Clause */
/* check_explain.c -- which rule decided, and that it is the right one. */
#include <check.h>
#include <inttypes.h>
#include <stdio.h>

#include "model/plan.h"
#include "tests/suites.h"
#include "tests/synth_model.h"

static struct dump_err err;

static const char *const verdicts[] = { "kept", "dropped", "absent" };

struct text {
	char		 v[4096];
	size_t		 n;
	const struct dump_model *m;
};

/* "1000+1000 kept: live stack" */
static int
add(void *ctx, const struct dump_ruling *g)
{
	struct text *t = ctx;
	struct dump_record r;
	char what[64];

	if (g->record == DUMP_NOWHERE)
		snprintf(what, sizeof what, "%" PRIx64 "+%" PRIx64, g->addr,
		    g->size);
	else {
		dump_model_record(t->m, g->record, &r);
		snprintf(what, sizeof what, "%s", r.name);
	}
	t->n += (size_t)snprintf(t->v + t->n, sizeof t->v - t->n,
	    "%s %s: %s%s%s%s%s%s\n", what, verdicts[g->verdict], g->rule,
	    g->widened ? " (page)" : "", g->against != NULL ? " not " : "",
	    g->against != NULL ? g->against : "",
	    g->rewritten != NULL ? " = " : "",
	    g->rewritten != NULL ? g->rewritten : "");
	return 0;
}

static struct dump_plan *
plan_of(const char *model)
{
	struct dump_plan *p;

	ck_assert_int_eq(dump_plan_new(&p, synth_classified(model), &err),
	    0);
	ck_assert_int_eq(dump_plan_remember(p, &err), 0);
	return p;
}

/* Resolves P, and all that is explained; static.  P is freed. */
static const char *
told(struct dump_plan *p)
{
	static struct text t;

	t.n = 0;
	t.m = p->m;
	ck_assert_int_eq(plan_resolve(p, &err), 0);
	p->settled = true;
	ck_assert_int_eq(dump_plan_explain(p, add, &t, &err), 0);
	dump_model_free(p->m);
	dump_plan_free(p);
	return t.v;
}

static void
cut(struct dump_plan *p, uint64_t addr, uint64_t size, const char *rule)
{
	p->cut = true;
	ck_assert_int_eq(plan_keep(p, (struct span){ addr, size }, rule,
	    &err), 0);
}

static void
drop(struct dump_plan *p, uint64_t addr, uint64_t size, const char *rule)
{
	ck_assert_int_eq(plan_drop(p, (struct span){ addr, size }, rule,
	    &err), 0);
}

#define PAGES	"os linux\nrw- 1000+4000\nr-- 6000+1000 absent\n"

START_TEST(a_new_plan_keeps_everything_for_no_reason)
{
	ck_assert_str_eq(told(plan_of(PAGES)),
	    "1000+4000 kept: everything\n"
	    "6000+1000 absent: no bytes in the input\n");
}
END_TEST

START_TEST(what_no_rule_of_a_cut_keeps_is_dropped)
{
	struct dump_plan *p = plan_of(PAGES);

	cut(p, 0x2000, 0x1000, "heaps");
	ck_assert_str_eq(told(p),
	    "1000+1000 dropped: no rule of the cut keeps it\n"
	    "2000+1000 kept: heaps\n"
	    "3000+2000 dropped: no rule of the cut keeps it\n"
	    "6000+1000 absent: no bytes in the input\n");
}
END_TEST

START_TEST(what_only_shares_a_page_is_told_apart)
{
	struct dump_plan *p = plan_of(PAGES);

	cut(p, 0x2800, 0x400, "a stack");
	drop(p, 0x4010, 8, "a secret");
	ck_assert_str_eq(told(p),
	    "1000+1000 dropped: no rule of the cut keeps it\n"
	    "2000+800 kept: a stack (page)\n"
	    "2800+400 kept: a stack\n"
	    "2c00+400 kept: a stack (page)\n"
	    "3000+1000 dropped: no rule of the cut keeps it\n"
	    "4000+10 dropped: a secret (page)\n"
	    "4010+8 dropped: a secret\n"
	    "4018+fe8 dropped: a secret (page)\n"
	    "6000+1000 absent: no bytes in the input\n");
}
END_TEST

START_TEST(removal_wins_and_names_what_it_won_against)
{
	struct dump_plan *p = plan_of(PAGES);

	drop(p, 0x2800, 8, "a secret");
	cut(p, 0x2000, 0x1000, "heaps");
	ck_assert_str_eq(told(p),
	    "1000+1000 dropped: no rule of the cut keeps it\n"
	    "2000+800 dropped: a secret (page) not heaps\n"
	    "2800+8 dropped: a secret not heaps\n"
	    "2808+7f8 dropped: a secret (page) not heaps\n"
	    "3000+2000 dropped: no rule of the cut keeps it\n"
	    "6000+1000 absent: no bytes in the input\n");
}
END_TEST

/* The next wider cut keeps less here than the cut wants. */
START_TEST(a_cut_says_what_it_gave_up_to_the_next_wider_one)
{
	struct dump_plan *p = plan_of(PAGES);
	struct set own = { 0 }, wider = { 0 }, out = { 0 };

	ck_assert_int_eq(set_add(&own, (struct span){ 0x1000, 0x2000 },
	    "plumbing", &err), 0);
	ck_assert_int_eq(set_add(&wider, (struct span){ 0x2000, 0x3000 },
	    "heaps", &err), 0);
	set_settle(&own);
	set_settle(&wider);
	ck_assert_int_eq(set_narrow(&out, &own, &wider, &err), 0);
	ck_assert_int_eq(plan_cut(p, &out, &err), 0);
	set_free(&own);
	set_free(&wider);
	set_free(&out);
	ck_assert_str_eq(told(p),
	    "1000+1000 dropped: the next wider cut does not keep it not "
	    "plumbing\n"
	    "2000+1000 kept: plumbing\n"
	    "3000+2000 dropped: no rule of the cut keeps it\n"
	    "6000+1000 absent: no bytes in the input\n");
}
END_TEST

static void
blank(void *ctx, uint64_t addr, uint8_t *buf, size_t len)
{
	(void)ctx;
	(void)addr;
	(void)buf;
	(void)len;
}

START_TEST(what_is_rewritten_says_so)
{
	struct dump_plan *p = plan_of(PAGES);
	struct set where = { 0 };
	static struct text t;

	ck_assert_int_eq(plan_resolve(p, &err), 0);
	ck_assert_int_eq(set_add(&where, (struct span){ 0x3000, 0x800 },
	    "blanked", &err), 0);
	ck_assert_int_eq(plan_rewrite(p, &where, blank, NULL, &err), 0);
	p->settled = true;
	t.n = 0;
	ck_assert_int_eq(dump_plan_explain(p, add, &t, &err), 0);
	ck_assert_str_eq(t.v,
	    "1000+2000 kept: everything\n"
	    "3000+800 kept: everything = blanked\n"
	    "3800+1800 kept: everything\n"
	    "6000+1000 absent: no bytes in the input\n");
	dump_model_free(p->m);
	dump_plan_free(p);
}
END_TEST

START_TEST(records_have_their_rules_too)
{
	struct dump_plan *p = plan_of("rw- 1000+1000\n"
	    "record handles HandleData\nrecord comments CommentA\n"
	    "record token Token\n");

	cut(p, 0x1000, 0x1000, "heaps");
	ck_assert_int_eq(plan_keep_record(p, 0, "the core", &err), 0);
	ck_assert_int_eq(plan_keep_record(p, 1, "the core", &err), 0);
	ck_assert_int_eq(plan_drop_record(p, 1, "a secret", &err), 0);
	ck_assert_str_eq(told(p),
	    "1000+1000 kept: heaps\n"
	    "HandleData kept: the core\n"
	    "CommentA dropped: a secret not the core\n"
	    "Token dropped: no rule of the cut keeps it\n");
}
END_TEST

START_TEST(a_plan_that_remembers_nothing_explains_nothing)
{
	struct dump_model *m = synth_classified(PAGES);
	struct dump_plan *p;

	ck_assert_int_eq(dump_plan_new(&p, m, &err), 0);
	ck_assert_int_eq(plan_resolve(p, &err), 0);
	p->settled = true;
	ck_assert_int_eq(dump_plan_explain(p, add, NULL, &err), -1);
	ck_assert_int_eq(err.code, DUMP_E_ARG);
	dump_plan_free(p);
	dump_model_free(m);
}
END_TEST

Suite *
explain_suite(void)
{
	Suite *s = suite_create("explain");
	TCase *tc = tcase_create("explain");

	tcase_add_test(tc, a_new_plan_keeps_everything_for_no_reason);
	tcase_add_test(tc, what_no_rule_of_a_cut_keeps_is_dropped);
	tcase_add_test(tc, what_only_shares_a_page_is_told_apart);
	tcase_add_test(tc, removal_wins_and_names_what_it_won_against);
	tcase_add_test(tc,
	    a_cut_says_what_it_gave_up_to_the_next_wider_one);
	tcase_add_test(tc, what_is_rewritten_says_so);
	tcase_add_test(tc, records_have_their_rules_too);
	tcase_add_test(tc, a_plan_that_remembers_nothing_explains_nothing);
	suite_add_tcase(s, tc);
	return s;
}
