/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pair.c -- times two shell commands in turn and prints how they compare.
 *
 *	pair [-n PAIRS] BASE OTHER
 *
 * Speed drifts on a shared machine, so only the ratio inside a pair counts;
 * who goes first alternates.  One pair before the first warms caches and is
 * thrown away.  Output, one line, tab-separated: median of OTHER's speed in
 * BASEs, lowest and highest of these ratios, median seconds of BASE and of
 * OTHER, peak memory of BASE and of OTHER in KiB (of the largest process),
 * median of OTHER's processor time in BASEs.
 */
#include <sys/types.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { PAIRS_MAX = 101 };

struct run {
	double	 seconds, cpu;
	long	 kib;
};

static double
seconds(const struct timeval *t)
{
	return (double)t->tv_sec + (double)t->tv_usec / 1e6;
}

static int
run(const char *command, struct run *r)
{
	struct timespec start, end;
	struct rusage use;
	int status;
	pid_t pid;

	clock_gettime(CLOCK_MONOTONIC, &start);
	if ((pid = fork()) == 0) {
		execl("/bin/sh", "sh", "-c", command, (char *)NULL);
		_exit(127);
	}
	if (pid == -1 || wait4(pid, &status, 0, &use) == -1) {
		perror("pair");
		return -1;
	}
	clock_gettime(CLOCK_MONOTONIC, &end);
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
		fprintf(stderr, "pair: status %#x: %s\n", (unsigned)status,
		    command);
		return -1;
	}
	r->seconds = (double)(end.tv_sec - start.tv_sec) +
	    (double)(end.tv_nsec - start.tv_nsec) / 1e9;
	r->cpu = seconds(&use.ru_utime) + seconds(&use.ru_stime);
	r->kib = use.ru_maxrss;
	return 0;
}

static int
by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* Sorts V. */
static double
median(double *v, size_t n)
{
	qsort(v, n, sizeof *v, by_value);
	return n % 2 == 1 ? v[n / 2] : (v[n / 2 - 1] + v[n / 2]) / 2;
}

int
main(int argc, char **argv)
{
	double ratio[PAIRS_MAX], base[PAIRS_MAX], other[PAIRS_MAX], middle;
	double cpu[PAIRS_MAX];
	struct run r[2] = { { 0, 0, 0 }, { 0, 0, 0 } };
	long kib[2] = { 0, 0 };
	size_t pairs = 5, i, turn, who;
	int c;

	while ((c = getopt(argc, argv, "n:")) != -1) {
		if (c != 'n')
			return 2;
		pairs = strtoul(optarg, NULL, 10);
	}
	if (argc - optind != 2 || pairs < 1 || pairs > PAIRS_MAX) {
		fprintf(stderr, "usage: pair [-n 1..%d] BASE OTHER\n",
		    PAIRS_MAX);
		return 2;
	}
	for (i = 0; i <= pairs; i++) {
		for (turn = 0; turn < 2; turn++) {
			who = (i + turn) % 2;
			if (run(argv[(size_t)optind + who], &r[who]) == -1)
				return 1;
			if (r[who].kib > kib[who])
				kib[who] = r[who].kib;
		}
		if (i == 0)
			continue;
		base[i - 1] = r[0].seconds;
		other[i - 1] = r[1].seconds;
		ratio[i - 1] = r[0].seconds / r[1].seconds;
		/* What takes no time at all says nothing. */
		cpu[i - 1] = r[0].cpu > 0 ? r[1].cpu / r[0].cpu : 1;
	}
	middle = median(ratio, pairs);
	printf("%.3f\t%.3f\t%.3f\t%.3f\t%.3f\t%ld\t%ld\t%.3f\n", middle,
	    ratio[0], ratio[pairs - 1], median(base, pairs),
	    median(other, pairs), kib[0], kib[1], median(cpu, pairs));
	return 0;
}
