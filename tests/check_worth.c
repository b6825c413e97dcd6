/* SPDX-License-Identifier: BSD-2-Clause */
/* check_worth.c -- the order in which memory and records are worth a place. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "filters/filter.h"
#include "filters/worth.h"
#include "process/distance.h"
#include "tests/suites.h"
#include "tests/synth_process.h"

#define PROCESS	\
	"auxv phdr=10040 phnum=1 phent=38\n"	\
	"thread sp=60800 pc=12010 tp=64f00\n"	\
	"thread sp=70800 pc=22010 tp=7ff00\n"	\
	"r-- 10000+1000 /bin/app@0\n"		\
	"r-x 12000+2000 /bin/app@2000\n"	\
	"rw- 14000+1000 /bin/app@4000\n"	\
	"r-- 20000+1000 /lib/libx.so@0\n"	\
	"r-x 22000+2000 /lib/libx.so@2000\n"	\
	"rw- 24000+1000 /lib/libx.so@4000\n"	\
	"r-- 30000+1000 /data/table@0\n"	\
	"rw- 40000+4000\n"			\
	"rwx 50000+1000\n"			\
	"rw- 60000+5000\n"			\
	"rw- 70000+10000\n"			\
	"r-- 90000+1000\n"

static struct dump_err err;

static struct worth
collect(struct process *p, const char *filter, uint64_t most)
{
	struct dump_plan *plan;
	struct worth w;

	process_ask(p, WORTH_ASKS);
	plan = synth_plan(p->m, filter, NULL);
	ck_assert_msg(worth_collect(&w, plan, p->src, most, &err) == 0, "%s",
	    err.msg);
	dump_plan_free(plan);
	return w;
}

/* One tier in its order: "40000+1000 41000+1000", records by index; static. */
static const char *
tier(const struct worth *w, enum plan_tier which)
{
	static char text[2048];
	const struct atom *a;
	size_t turn, i, n = 0;

	text[0] = '\0';
	for (turn = 0; turn < w->n; turn++)
		for (i = 0; i < w->n; i++) {
			a = &w->v[i];
			if (a->turn != turn || a->tier != which)
				continue;
			n += (size_t)snprintf(text + n, sizeof text - n,
			    a->record ? "%s#%llu" : "%s%llx+%llx",
			    n > 0 ? " " : "", (unsigned long long)a->addr,
			    (unsigned long long)a->size);
		}
	return text;
}

START_TEST(the_thread_that_crashed_is_worth_most)
{
	struct process p = process_new(PROCESS);
	struct worth w = collect(&p, "strip-inaccessible", UINT64_MAX);

	ck_assert_str_eq(tier(&w, PLAN_CRASHED),
	    "12000+1000 60000+1000 61000+1000 62000+1000 63000+1000 "
	    "64000+1000");
	worth_free(&w);
	p.m->facts.crash.thread = 1;
	w = collect(&p, "strip-inaccessible", UINT64_MAX);
	ck_assert_str_eq(tier(&w, PLAN_THREADS),
	    "12000+1000 60000+1000 61000+1000 62000+1000");
	worth_free(&w);
	process_free(&p);
}
END_TEST

START_TEST(other_threads_take_turns)
{
	struct process p = process_new(
	    "thread sp=10800 pc=1\nthread sp=20800 pc=1 tp=2ff00\n"
	    "thread sp=40800 pc=1 tp=4ff00\n"
	    "rw- 10000+1000\nrw- 20000+10000\nrw- 40000+10000\n");
	struct worth w = collect(&p, "strip-inaccessible", UINT64_MAX);

	ck_assert_str_eq(tier(&w, PLAN_THREADS),
	    "20000+1000 40000+1000 21000+1000 41000+1000 22000+1000 "
	    "42000+1000 23000+1000 43000+1000 24000+1000 44000+1000 "
	    "25000+1000 45000+1000 26000+1000 46000+1000 27000+1000 "
	    "47000+1000");
	ck_assert_str_eq(tier(&w, PLAN_STACKS),
	    "28000+1000 48000+1000 29000+1000 49000+1000 2a000+1000 "
	    "4a000+1000 2b000+1000 4b000+1000 2c000+1000 4c000+1000 "
	    "2d000+1000 4d000+1000");
	worth_free(&w);
	process_free(&p);
}
END_TEST

START_TEST(headers_of_images_on_stacks_come_early)
{
	struct process p = process_new(PROCESS);
	struct worth w;

	process_put(&p, 0x60900, 0x23000);
	w = collect(&p, "strip-inaccessible", UINT64_MAX);
	ck_assert_str_eq(tier(&w, PLAN_DATA), "24000+1000");
	ck_assert_str_eq(tier(&w, PLAN_RUNTIME), "14000+1000");
	worth_free(&w);
	process_free(&p);
}
END_TEST

START_TEST(what_the_crashed_thread_points_to_comes_before_data)
{
	struct process p = process_new(PROCESS);
	struct worth w;

	process_put(&p, 0x60900, 0x41800);
	process_put(&p, 0x70900, 0x42800);	/* another thread */
	w = collect(&p, "strip-inaccessible", UINT64_MAX);
	ck_assert_str_eq(tier(&w, PLAN_INDIRECT), "41000+1000");
	worth_free(&w);
	process_free(&p);
}
END_TEST

START_TEST(private_memory_goes_by_pointers_then_by_size)
{
	struct process p = process_new(
	    "thread sp=10800 pc=1\nrw- 10000+1000\n"
	    "r-- 20000+1000 /lib/liby.so@0\n"
	    "rw- 21000+1000 /lib/liby.so@1000\n"
	    "rw- 40000+8000\nrw- 50000+2000\nrw- 60000+1000\n");
	struct worth w;

	process_put(&p, 0x21000, 0x45010);
	process_put(&p, 0x45ff8, 0x51000);
	process_put(&p, 0x51008, 0x41fff);
	w = collect(&p, "strip-inaccessible", UINT64_MAX);
	ck_assert_str_eq(tier(&w, PLAN_PRIVATE),
	    "45000+1000 51000+1000 41000+1000 "
	    "60000+1000 50000+1000 40000+1000 42000+3000 46000+2000");
	worth_free(&w);
	process_free(&p);
}
END_TEST

START_TEST(code_comes_last_and_of_modules_in_use_first)
{
	struct process p = process_new(PROCESS);
	struct worth w = collect(&p, "strip-inaccessible", UINT64_MAX);

	ck_assert_str_eq(tier(&w, PLAN_MAPPED), "90000+1000");
	ck_assert_str_eq(tier(&w, PLAN_JIT), "50000+1000");
	ck_assert_str_eq(tier(&w, PLAN_FILES),
	    "13000+1000 23000+1000 30000+1000");
	worth_free(&w);
	process_free(&p);
}
END_TEST

START_TEST(every_byte_has_one_place)
{
	struct process p = process_new(PROCESS);
	struct worth w = collect(&p, "strip-inaccessible", UINT64_MAX);
	struct set all = { 0 };
	uint64_t sum = 0;
	size_t i;

	for (i = 0; i < w.n; i++)
		sum += w.v[i].size;
	ck_assert_int_eq(worth_memory(&w, w.n, &all, &err), 0);
	ck_assert_str_eq(process_set(&all, NULL), "10000+1000 12000+3000 "
	    "20000+1000 22000+3000 30000+1000 40000+4000 50000+1000 "
	    "60000+5000 70000+10000 90000+1000");
	ck_assert_uint_eq(sum, w.upto[w.n - 1]);
	ck_assert_uint_eq(sum, 0x24000);
	set_free(&all);
	worth_free(&w);
	process_free(&p);
}
END_TEST

/* Whoever has room for less finds the beginning of the same order. */
START_TEST(less_is_a_beginning_of_more)
{
	struct process p = process_new(PROCESS);
	struct worth all = collect(&p, "strip-inaccessible", UINT64_MAX), few;
	uint64_t most;
	size_t i, k;

	for (most = 0; most < 0x24000; most += 0x1000) {
		few = collect(&p, "strip-inaccessible", most);
		ck_assert(few.all || few.upto[few.n - 1] > most);
		for (i = 0; i < few.n; i++)
			for (k = 0; k < all.n; k++)
				if (few.v[i].turn == all.v[k].turn) {
					ck_assert_uint_eq(few.v[i].addr,
					    all.v[k].addr);
					ck_assert_uint_eq(few.v[i].size,
					    all.v[k].size);
				}
		worth_free(&few);
	}
	worth_free(&all);
	process_free(&p);
}
END_TEST

START_TEST(records_that_readers_need_have_no_turn)
{
	struct process p = process_new("os windows\n"
	    "thread sp=10800 pc=1 stack=10800+800\n"
	    "rw- 10000+1000 private\n"
	    "record handles HandleData\nrecord comments CommentStreamA\n");
	struct worth w;

	p.m->records[0].size = 1 << 20;
	p.m->records[1].size = 10;
	w = collect(&p, "strip-inaccessible", UINT64_MAX);
	ck_assert_str_eq(tier(&w, PLAN_PLUMBING), "#1");
	ck_assert_str_eq(tier(&w, PLAN_DATA), "#0");
	ck_assert_uint_eq(w.wanted[PLAN_RECORDS], 0);
	worth_free(&w);
	p.m->records[1].vital = true;
	w = collect(&p, "strip-inaccessible", UINT64_MAX);
	ck_assert_str_eq(tier(&w, PLAN_PLUMBING), "");
	ck_assert_uint_eq(w.wanted[PLAN_RECORDS], 10);
	worth_free(&w);
	process_free(&p);
}
END_TEST

START_TEST(a_search_stops_where_enough_was_found)
{
	struct process p = process_new("rw- 10000+1000\nrw- 40000+8000\n");
	struct set where = { 0 }, roots = { 0 };
	struct distances d;

	process_put(&p, 0x10000, 0x40000);
	process_put(&p, 0x40000, 0x41000);
	process_put(&p, 0x40008, 0x43000);
	process_put(&p, 0x43000, 0x47000);
	ck_assert_int_eq(set_add(&where, (struct span){ 0x40000, 0x8000 }, "",
	    &err), 0);
	ck_assert_int_eq(set_add(&roots, (struct span){ 0x10000, 0x1000 }, "",
	    &err), 0);
	set_settle(&where);
	set_settle(&roots);
	ck_assert_int_eq(distances_find(&d, p.m, p.src, &where, &roots,
	    0x2000, &err), 0);
	ck_assert(!d.all);
	ck_assert_uint_eq(d.n, 3);
	ck_assert_uint_eq(d.v[2].at.addr, 0x43000);
	ck_assert_uint_eq(d.v[2].n, 2);
	distances_free(&d);
	ck_assert_int_eq(distances_find(&d, p.m, p.src, &where, &roots,
	    UINT64_MAX, &err), 0);
	ck_assert(d.all);
	ck_assert_uint_eq(d.n, 4);
	ck_assert_uint_eq(d.v[3].n, 3);
	distances_free(&d);
	set_free(&where);
	set_free(&roots);
	process_free(&p);
}
END_TEST

Suite *
worth_suite(void)
{
	Suite *s = suite_create("worth");
	TCase *c = tcase_create("worth");

	tcase_add_test(c, the_thread_that_crashed_is_worth_most);
	tcase_add_test(c, other_threads_take_turns);
	tcase_add_test(c, headers_of_images_on_stacks_come_early);
	tcase_add_test(c, what_the_crashed_thread_points_to_comes_before_data);
	tcase_add_test(c, private_memory_goes_by_pointers_then_by_size);
	tcase_add_test(c, code_comes_last_and_of_modules_in_use_first);
	tcase_add_test(c, every_byte_has_one_place);
	tcase_add_test(c, less_is_a_beginning_of_more);
	tcase_add_test(c, records_that_readers_need_have_no_turn);
	tcase_add_test(c, a_search_stops_where_enough_was_found);
	suite_add_tcase(s, c);
	return s;
}
