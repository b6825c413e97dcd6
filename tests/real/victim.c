/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * victim.c -- a program with what makes dumps hard to cut: threads that wait
 * at different depths, thread-local data, a library that is loaded late, a
 * signal handler on an alternate stack.
 *
 *	victim crash	dies of SIGSEGV in a thread, four calls deep
 *	victim handler	the same, and aborts in the handler
 *	victim main	the same in the first thread
 *	victim plugin	dies with a frame of the library among its own
 *	victim wait	says "ready" and waits
 *
 * Then the library, and perhaps a number of threads.  Without a library,
 * STATIC, it can be linked in any way.
 */
#include <dlfcn.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { THREADS = 6, THREADS_MAX = 1000, DEPTH = 4 };

static _Thread_local int local = 42;
static int global = 7;
static volatile int stop;
static sem_t started;
static int (*late)(int);
static int (*late_call)(int (*)(int), int);

#ifdef STATIC
static int
just_add(int n)
{
	return n + 1;
}

static int
just_call(int (*fn)(int), int n)
{
	return fn(n) + 1;
}

static int
load(const char *path)
{
	(void)path;
	late = just_add;
	late_call = just_call;
	return 0;
}
#else
static int
load(const char *path)
{
	void *library = dlopen(path, RTLD_NOW);

	if (library == NULL)
		return -1;
	late = (int (*)(int))dlsym(library, "late");
	late_call = (int (*)(int (*)(int), int))dlsym(library, "late_call");
	return late == NULL || late_call == NULL ? -1 : 0;
}
#endif

static void
on_fault(int signal)
{
	(void)signal;
	abort();
}

static void
handle_faults(void)
{
	struct sigaction action;
	stack_t stack;

	memset(&action, 0, sizeof action);
	memset(&stack, 0, sizeof stack);
	stack.ss_size = 256 * 1024;
	stack.ss_sp = malloc(stack.ss_size);
	sigaltstack(&stack, NULL);
	action.sa_handler = on_fault;
	action.sa_flags = SA_ONSTACK;
	sigaction(SIGSEGV, &action, NULL);
}

static __attribute__((noinline)) int
deeper(int depth, volatile int *where)
{
	char frame[512];

	memset(frame, depth, sizeof frame);
	if (depth > 0)
		return deeper(depth - 1, where) + frame[7];
	if (where == NULL)
		*where = 1;
	sem_post(&started);
	while (!stop)
		pause();
	return depth;
}

static void *
waiter(void *arg)
{
	int number = *(int *)arg;

	local += number;
	global += late(local);
	deeper(number, &local);
	return NULL;
}

static int
touch(int depth)
{
	return deeper(depth, NULL);
}

static void *
crasher(void *arg)
{
	if (strcmp(arg, "handler") == 0 || strcmp(arg, "main") == 0)
		handle_faults();
	if (strcmp(arg, "plugin") == 0)
		late_call(touch, DEPTH);
	else
		touch(DEPTH);
	return NULL;
}

int
main(int argc, char **argv)
{
	static int numbers[THREADS_MAX];
	int i, threads = THREADS;
	pthread_t thread;

	if (argc < 3 || load(argv[2]) == -1)
		return 2;
	if (argc > 3)
		threads = atoi(argv[3]);
	if (threads > THREADS_MAX)
		return 2;
	sem_init(&started, 0, 0);
	for (i = 0; i < threads; i++) {
		numbers[i] = i % THREADS;
		pthread_create(&thread, NULL, waiter, &numbers[i]);
	}
	for (i = 0; i < threads; i++)
		sem_wait(&started);
	if (strcmp(argv[1], "main") == 0)
		crasher(argv[1]);
	if (strcmp(argv[1], "wait") != 0) {
		pthread_create(&thread, NULL, crasher, argv[1]);
		pthread_join(thread, NULL);
	}
	puts("ready");
	fflush(stdout);
	for (;;)
		pause();
}
