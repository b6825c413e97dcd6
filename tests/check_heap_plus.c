/* SPDX-License-Identifier: BSD-2-Clause */
/* check_heap_plus.c -- heaps without the largest group of buffers. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "filters/buffers.h"
#include "filters/filter.h"
#include "model/provenance.h"
#include "tests/suites.h"
#include "tests/synth_process.h"

static struct dump_err err;

/* A stack, and heaps of 8 MiB: two of equal size, one larger one. */
#define UNIX	\
	"thread sp=10800 pc=0\nrw- 10000+1000\n"	\
	"rw- 40000000+800000\nrw- 50000000+800000\n"	\
	"rw- 60000000+900000\n"

static const char *
kept(struct process *p, const char *filter)
{
	static char text[1024];
	struct dump_plan *plan;

	process_ask(p, ASK_STACKS | ASK_LEADS | ASK_PLUMBING);
	plan = synth_plan(p->m, filter, NULL);
	snprintf(text, sizeof text, "%s", synth_kept(plan));
	dump_plan_free(plan);
	return text;
}

static const char *
warning(const char *model, const char *filter)
{
	static char text[512];
	struct process p = process_new(model);
	struct dump_plan *plan;

	process_ask(&p, ASK_STACKS | ASK_LEADS);
	plan = synth_plan(p.m, filter, NULL);
	snprintf(text, sizeof text, "%s", plan->nwarnings == 0 ? "" :
	    dump_plan_warning(plan, 0));
	dump_plan_free(plan);
	process_free(&p);
	return text;
}

/* "2 of 800000: 40000000+800000 ..." */
static const char *
group(const char *model)
{
	static char text[512];
	struct dump_model *m = synth_classified(model);
	struct set s = { 0 };
	struct buffers most;
	size_t n, i;

	ck_assert_int_eq(buffers_find(&s, &most, m, &err), 0);
	n = (size_t)snprintf(text, sizeof text, "%llx of %llx:",
	    (unsigned long long)most.bytes, (unsigned long long)most.size);
	for (i = 0; i < s.n; i++)
		n += (size_t)snprintf(text + n, sizeof text - n,
		    " %llx+%llx", (unsigned long long)s.v[i].addr,
		    (unsigned long long)(s.v[i].last - s.v[i].addr + 1));
	set_free(&s);
	dump_model_free(m);
	return text;
}

static uint32_t
asks(const char *options, const char *model)
{
	struct dump_model *m = synth_classified(model);
	struct dump_plan *p;
	uint32_t asked;

	ck_assert_int_eq(dump_plan_new(&p, m, &err), 0);
	ck_assert_int_eq(dump_plan_filter(p, "heap-plus", options, &err), 0);
	asked = p->filters[0].filter->asks(p->filters[0].state, m);
	dump_plan_free(p);
	dump_model_free(m);
	return asked;
}

START_TEST(equal_sizes_count_together)
{
	ck_assert_str_eq(group(UNIX), "1000000 of 800000: 40000000+800000 "
	    "50000000+800000");
	ck_assert_str_eq(group("rw- 1000+1000\nrw- 3000+1000\n"
	    "rw- 5000+2000\n"), "2000 of 2000: 5000+2000");
	ck_assert_str_eq(group("r-x 1000+1000\n"), "0 of 0:");
}
END_TEST

START_TEST(neighbours_with_the_same_rights_are_one_allocation)
{
	ck_assert_str_eq(group("rw- 1000+1000\nrw- 2000+1000\n"
	    "rw- 4000+1000\n"), "2000 of 2000: 1000+2000");
	ck_assert_str_eq(group("rw- 1000+1000\nr-- 2000+2000\n"
	    "rw- 4000+1000\n"), "2000 of 2000: 2000+2000");
}
END_TEST

START_TEST(windows_says_what_was_allocated_at_once)
{
	/* What is reserved belongs to the size, but not to the bytes. */
	ck_assert_str_eq(group("os windows\n"
	    "rw- 1000+1000 private load=1\n"
	    "--- 2000+3000 private reserved absent load=1\n"
	    "rw- 5000+1000 private load=2\n"
	    "--- 6000+3000 private reserved absent load=2\n"
	    "rw- 9000+1000 private load=3\n"
	    "rw- 10000+1800 private load=4\n"),
	    "2000 of 4000: 1000+1000 5000+1000");
}
END_TEST

START_TEST(up_to_the_limit_all_stays)
{
	struct process p = process_new(UNIX);

	ck_assert_str_eq(kept(&p, "heap-plus"), "10000+1000 40000000+800000 "
	    "50000000+800000 60000000+900000");
	ck_assert_str_eq(kept(&p, "heap-plus limit=16M"), "10000+1000 "
	    "40000000+800000 50000000+800000 60000000+900000");
	process_free(&p);
}
END_TEST

START_TEST(beyond_it_only_pieces_that_stacks_point_to)
{
	struct process p = process_new(UNIX);

	process_put(&p, 0x10808, 0x40400010);
	process_put(&p, 0x10810, 0x60000010);
	ck_assert_str_eq(kept(&p, "heap-plus limit=16777215"),
	    "10000+1000 40400000+400000 60000000+900000");
	process_free(&p);
}
END_TEST

START_TEST(heaps_of_runtimes_are_left_alone_unless_forced)
{
	static const char dotnet[] = UNIX
	    "r-x 20000+1000 /app/libcoreclr.so@0\n";

	ck_assert_str_eq(warning(dotnet, "heap-plus limit=1M"),
	    "--type=heap-plus: the process runs .NET, whose heap may be the "
	    "16.0 MiB in allocations of 8.0 MiB; kept all of them "
	    "(--filter=heap-plus,force does not)");
	ck_assert_str_eq(warning(dotnet, "heap-plus limit=1M,force"), "");
	ck_assert_str_eq(warning(dotnet, "heap-plus"), "");
	ck_assert_uint_eq(asks("limit=1M", dotnet) & ASK_LEADS, 0);
}
END_TEST

START_TEST(without_stacks_nothing_is_known_of_buffers)
{
	ck_assert_ptr_nonnull(strstr(warning("rw- 1000+1000\n",
	    "heap-plus limit=1"), "no stack is known"));
}
END_TEST

START_TEST(memory_is_asked_only_beyond_the_limit)
{
	ck_assert_uint_eq(asks(NULL, UNIX), 0);
	ck_assert_uint_ne(asks("limit=1M", UNIX) & ASK_LEADS, 0);
}
END_TEST

START_TEST(what_was_done_is_not_done_again)
{
	struct process p = process_new(UNIX);
	struct dump_plan *plan;

	process_ask(&p, ASK_STACKS | ASK_LEADS | ASK_PLUMBING);
	plan = synth_plan(p.m, "heap-plus limit=1M", NULL);
	ck_assert_int_eq(provenance_write(plan, &err), 0);
	ck_assert_ptr_nonnull(strstr(plan->provenance, "\nbuffers=800000\n"));
	p.m->facts.provenance = plan->provenance;
	ck_assert_str_eq(kept(&p, "heap-plus limit=1M"), "10000+1000 "
	    "40000000+800000 50000000+800000 60000000+900000");
	dump_plan_free(plan);
	process_free(&p);
}
END_TEST

Suite *
heap_plus_suite(void)
{
	Suite *s = suite_create("heap_plus");
	TCase *t = tcase_create("heap_plus");

	tcase_add_test(t, equal_sizes_count_together);
	tcase_add_test(t,
	    neighbours_with_the_same_rights_are_one_allocation);
	tcase_add_test(t, windows_says_what_was_allocated_at_once);
	tcase_add_test(t, up_to_the_limit_all_stays);
	tcase_add_test(t, beyond_it_only_pieces_that_stacks_point_to);
	tcase_add_test(t, heaps_of_runtimes_are_left_alone_unless_forced);
	tcase_add_test(t, without_stacks_nothing_is_known_of_buffers);
	tcase_add_test(t, memory_is_asked_only_beyond_the_limit);
	tcase_add_test(t, what_was_done_is_not_done_again);
	suite_add_tcase(s, t);
	return s;
}
