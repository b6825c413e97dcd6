/* SPDX-License-Identifier: BSD-2-Clause */
/* check_parallel.c -- jobs of several threads come back in order. */
#include <check.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/err.h"
#include "codec/parallel.h"
#include "tests/suites.h"

struct job {
	unsigned	 number;
	unsigned	 square;
	unsigned	 worked;	/* how often */
	unsigned	 pause;		/* microseconds that it takes */
	pthread_t	 thread;
	bool		 deaf;		/* to signals */
};

static struct dump_err err;

/* Things that exist, and how many may. */
static unsigned jobs, workers, most_jobs, most_workers;

static void *
job_new(void *ctx, struct dump_err *e)
{
	(void)ctx;
	if (jobs == most_jobs) {
		dump_fail_nomem(e);
		return NULL;
	}
	jobs++;
	return calloc(1, sizeof(struct job));
}

static void
job_free(void *job)
{
	jobs--;
	free(job);
}

static void *
worker_new(void *ctx, struct dump_err *e)
{
	if (workers == most_workers) {
		dump_fail_nomem(e);
		return NULL;
	}
	workers++;
	return ctx;
}

static void
worker_free(void *worker)
{
	(void)worker;
	workers--;
}

static void
work(void *worker, void *job)
{
	struct job *j = job;
	sigset_t set;

	ck_assert_ptr_eq(worker, &err);
	if (j->pause > 0)
		usleep(j->pause);
	j->square = j->number * j->number;
	j->worked++;
	j->thread = pthread_self();
	pthread_sigmask(SIG_SETMASK, NULL, &set);
	j->deaf = sigismember(&set, SIGTERM) && sigismember(&set, SIGUSR1);
}

static const struct parallel_ops ops = {
	job_new, job_free, worker_new, worker_free, work
};

static struct parallel *
ring(unsigned threads)
{
	struct parallel *p;

	most_jobs = most_workers = 1000;
	ck_assert_int_eq(parallel_new(&p, &ops, &err, threads, &err), 0);
	return p;
}

static void
end(struct parallel *p)
{
	parallel_free(p);
	ck_assert_uint_eq(jobs, 0);
	ck_assert_uint_eq(workers, 0);
}

static bool
give(struct parallel *p, unsigned number, unsigned pause)
{
	struct job *j = parallel_blank(p);

	if (j == NULL)
		return false;
	j->number = number;
	j->worked = 0;
	j->pause = pause;
	parallel_give(p);
	return true;
}

/* Later jobs are done before earlier ones: every third takes long. */
static void
all_in_order(unsigned threads)
{
	struct parallel *p = ring(threads);
	unsigned given = 0, taken = 0;
	struct job *j;

	for (;;) {
		while (given < 300 && give(p, given, given % 3 == 0 ? 300 : 0))
			given++;
		if ((j = parallel_take(p)) == NULL)
			break;
		ck_assert_uint_eq(j->number, taken);
		ck_assert_uint_eq(j->square, taken * taken);
		ck_assert_uint_eq(j->worked, 1);
		taken++;
		parallel_done(p);
	}
	ck_assert_uint_eq(taken, 300);
	end(p);
}

START_TEST(jobs_come_back_in_the_order_they_were_given)
{
	unsigned threads;

	for (threads = 0; threads <= 5; threads++)
		all_in_order(threads);
	all_in_order(32);
}
END_TEST

START_TEST(several_threads_work_none_of_them_the_callers)
{
	struct parallel *p = ring(2);
	bool others = true, two = false;
	pthread_t first;
	struct job *j;
	unsigned i;

	for (i = 0; i < 6; i++)
		ck_assert(give(p, i, 5000));
	ck_assert_ptr_null(parallel_blank(p));
	for (i = 0; (j = parallel_take(p)) != NULL; i++) {
		if (i == 0)
			first = j->thread;
		others = others && !pthread_equal(j->thread, pthread_self());
		two = two || !pthread_equal(j->thread, first);
		parallel_done(p);
	}
	ck_assert(others && two);
	end(p);
}
END_TEST

START_TEST(one_thread_is_the_callers)
{
	struct parallel *p = ring(1);
	struct job *j;

	ck_assert(give(p, 7, 0));
	ck_assert_ptr_null(parallel_blank(p));
	j = parallel_take(p);
	ck_assert(pthread_equal(j->thread, pthread_self()));
	ck_assert_uint_eq(j->square, 49);
	/* Asked twice, it is done once. */
	ck_assert_ptr_eq(parallel_take(p), j);
	ck_assert_uint_eq(j->worked, 1);
	parallel_done(p);
	ck_assert_ptr_null(parallel_take(p));
	end(p);
}
END_TEST

START_TEST(signals_are_for_the_callers_thread)
{
	struct parallel *p;
	sigset_t before, after;
	struct job *j;

	pthread_sigmask(SIG_SETMASK, NULL, &before);
	p = ring(2);
	pthread_sigmask(SIG_SETMASK, NULL, &after);
	ck_assert_int_eq(sigismember(&before, SIGTERM), 0);
	ck_assert_int_eq(sigismember(&after, SIGTERM), 0);
	ck_assert(give(p, 1, 0));
	j = parallel_take(p);
	ck_assert(j->deaf);
	end(p);
}
END_TEST

static void
drop_some(unsigned threads)
{
	struct parallel *p = ring(threads);
	unsigned round, i, taken;
	struct job *j;

	for (round = 0; round < 50; round++) {
		for (i = 0; give(p, 1000 + i, 200); i++)
			;
		for (taken = 0; taken < round % (i + 1); taken++) {
			j = parallel_take(p);
			ck_assert_uint_eq(j->number, 1000 + taken);
			parallel_done(p);
		}
		parallel_drop(p);
		ck_assert_ptr_null(parallel_take(p));
		ck_assert(give(p, round, 0));
		j = parallel_take(p);
		ck_assert_uint_eq(j->number, round);
		ck_assert_uint_eq(j->square, round * round);
		parallel_done(p);
	}
	end(p);
}

START_TEST(dropped_jobs_never_come_out)
{
	drop_some(1);
	drop_some(2);
	drop_some(7);
}
END_TEST

START_TEST(an_end_amid_the_work_is_clean)
{
	struct parallel *p;
	unsigned n, i;

	for (n = 0; n < 20; n++) {
		p = ring(3);
		for (i = 0; i < n % 9; i++)
			give(p, i, 1000);
		if (n % 2 == 1)
			(void)parallel_take(p);
		end(p);
	}
	parallel_free(NULL);
}
END_TEST

START_TEST(without_memory_there_is_no_ring_and_nothing_is_left)
{
	struct parallel *p;

	most_workers = 1000;
	for (most_jobs = 0; most_jobs < 6; most_jobs++) {
		ck_assert_int_eq(parallel_new(&p, &ops, &err, 2, &err), -1);
		ck_assert_ptr_null(p);
		ck_assert_int_eq(err.code, DUMP_E_NOMEM);
		ck_assert_uint_eq(jobs + workers, 0);
	}
	for (most_workers = 0; most_workers < 2; most_workers++) {
		ck_assert_int_eq(parallel_new(&p, &ops, &err, 2, &err), -1);
		ck_assert_ptr_null(p);
		ck_assert_uint_eq(jobs + workers, 0);
	}
	ck_assert_int_eq(parallel_new(&p, &ops, &err, 2, &err), 0);
	end(p);
}
END_TEST

START_TEST(a_thread_for_each_processor_that_is_allowed)
{
	struct parallel *p;
	cpu_set_t set, one;
	unsigned i = 0, n;

	CPU_ZERO(&one);
	ck_assert_int_eq(sched_getaffinity(0, sizeof set, &set), 0);
	n = (unsigned)CPU_COUNT(&set);
	ck_assert_uint_eq(parallel_processors(), n);
	p = ring(0);
	while (give(p, i, 0))
		i++;
	ck_assert_uint_eq(i, n > 1 ? 2 * n + 2 : 1);
	end(p);
	while (!CPU_ISSET(i, &set))
		i = (i + 1) % CPU_SETSIZE;
	CPU_SET(i, &one);
	ck_assert_int_eq(sched_setaffinity(0, sizeof one, &one), 0);
	ck_assert_uint_eq(parallel_processors(), 1);
	ck_assert_int_eq(sched_setaffinity(0, sizeof set, &set), 0);
}
END_TEST

Suite *
parallel_suite(void)
{
	Suite *s = suite_create("parallel");
	TCase *t = tcase_create("parallel");

	tcase_set_timeout(t, 60);
	tcase_add_test(t, jobs_come_back_in_the_order_they_were_given);
	tcase_add_test(t, several_threads_work_none_of_them_the_callers);
	tcase_add_test(t, one_thread_is_the_callers);
	tcase_add_test(t, signals_are_for_the_callers_thread);
	tcase_add_test(t, dropped_jobs_never_come_out);
	tcase_add_test(t, an_end_amid_the_work_is_clean);
	tcase_add_test(t, without_memory_there_is_no_ring_and_nothing_is_left);
	tcase_add_test(t, a_thread_for_each_processor_that_is_allowed);
	suite_add_tcase(s, t);
	return s;
}
