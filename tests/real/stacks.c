/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * stacks.c -- processes whose stacks lie in all the places that make it hard
 * to tell what below a stack pointer is dead.
 *
 *	stacks MODE TRUTH [crash]
 *
 * Writes what is alive to the file TRUTH, a line each: "live ADDR LEN" for
 * bytes that follow the pattern below, "stack ADDR LEN" for a stack that is
 * nearly all dead.  Then says "ready" and waits, or dies of SIGABRT.
 */
#include <sys/mman.h>
#include <sys/syscall.h>

#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>
#include <unistd.h>

enum {
	THREADS = 4,
	LOCAL = 8192,		/* live bytes in a frame */
	DATA = 256 * 1024,	/* live bytes of a block beside a stack */
	SMALL = 256 * 1024,	/* stack of an odd kind */
	GUARD_INSTALL = 102	/* madvise: a guard that no mapping shows */
};

static FILE *truth;
static sem_t started;
static uint8_t bss_stacks[THREADS][SMALL] __attribute__((aligned(4096)));
static uint8_t bss_alternate[SMALL] __attribute__((aligned(4096)));
static _Thread_local uint8_t tls_alternate[SMALL / 4];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* Each word is its address times a constant: lost and moved both show. */
static void
alive(void *p, size_t len)
{
	volatile uint64_t *word = p;
	size_t i;

	for (i = 0; i < len / 8; i++)
		word[i] = (uintptr_t)&word[i] * UINT64_C(0x9e3779b97f4a7c15);
	pthread_mutex_lock(&lock);
	fprintf(truth, "live %#lx %#zx\n", (unsigned long)(uintptr_t)p, len);
	pthread_mutex_unlock(&lock);
}

static void *
map(size_t len)
{
	void *p = mmap(NULL, len, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (p == MAP_FAILED)
		exit(3);
	return p;
}

static void
stay(void)
{
	sem_post(&started);
	for (;;)
		pause();
}

static void *
hold(void *arg)
{
	uint64_t frame[LOCAL / 8];

	(void)arg;
	alive(frame, sizeof frame);
	stay();
	return frame[0] == 0 ? arg : NULL;
}

static void *
hold_and_tell(void *arg)
{
	pthread_attr_t attr;
	size_t size;
	void *stack;

	pthread_getattr_np(pthread_self(), &attr);
	pthread_attr_getstack(&attr, &stack, &size);
	pthread_mutex_lock(&lock);
	fprintf(truth, "stack %#lx %#zx\n",
	    (unsigned long)(uintptr_t)stack, size);
	pthread_mutex_unlock(&lock);
	return hold(arg);
}

static void
begin(void *(*run)(void *), void *arg, const pthread_attr_t *attr)
{
	pthread_t thread;

	if (pthread_create(&thread, attr, run, arg) != 0)
		exit(3);
	sem_wait(&started);
}

/* ---- modes ---- */

static void
default_threads(void)
{
	int i;

	for (i = 0; i < THREADS; i++)
		begin(hold_and_tell, NULL, NULL);
}

static void
data_between(void)
{
	int i;

	for (i = 0; i < THREADS; i++) {
		begin(hold_and_tell, NULL, NULL);
		alive(map(DATA), DATA);
	}
}

static void
no_guard(void)
{
	pthread_attr_t attr;
	int i;

	pthread_attr_init(&attr);
	pthread_attr_setguardsize(&attr, 0);
	for (i = 0; i < THREADS; i++) {
		begin(hold, NULL, &attr);
		alive(map(DATA), DATA);
	}
}

static void
inside(uint8_t *block, size_t before, size_t stack)
{
	pthread_attr_t attr;

	if (before != 0)
		alive(block, before);
	pthread_attr_init(&attr);
	pthread_attr_setstack(&attr, block + before, stack);
	begin(hold, NULL, &attr);
}

static void
in_malloc(void)
{
	void *block;
	int i;

	for (i = 0; i < THREADS; i++) {
		/* Once within the heap, once in a mapping of its own. */
		if (posix_memalign(&block, 4096, DATA + SMALL *
		    (i % 2 == 0 ? 1 : 64)) != 0)
			exit(3);
		inside(block, DATA, SMALL);
	}
}

static void
in_mmap(void)
{
	uint8_t *block = map(THREADS * (DATA + SMALL));
	int i;

	for (i = 0; i < THREADS; i++)
		inside(block + i * (DATA + SMALL), DATA, SMALL);
}

static void
in_bss(void)
{
	int i;

	for (i = 0; i < THREADS; i++)
		inside(bss_stacks[i], 0, SMALL);
}

static void
invisible_guard(void)
{
	uint8_t *block = map(DATA + 4096 + (8 << 20));

	madvise(block + DATA, 4096, GUARD_INSTALL);
	alive(block, DATA);
	inside(block + DATA + 4096, 0, 8 << 20);
}

static int
cloned(void *arg)
{
	hold(arg);
	return 0;
}

static void
raw_clone(void)
{
	uint8_t *block;
	int i;

	for (i = 0; i < THREADS; i++) {
		block = map(DATA + SMALL);
		alive(block, DATA);
		if (clone(cloned, block + DATA + SMALL, CLONE_VM | CLONE_FS |
		    CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD |
		    CLONE_SYSVSEM, NULL) == -1)
			exit(3);
		sem_wait(&started);
	}
}

static void
on_signal(int number)
{
	uint64_t frame[LOCAL / 8];

	(void)number;
	alive(frame, sizeof frame);
	stay();
}

static void *
on_alternate(void *arg)
{
	uint8_t local[SMALL / 4] __attribute__((aligned(16)));
	uint64_t frame[LOCAL / 8];
	struct sigaction action;
	stack_t stack;
	char where = *(const char *)arg;

	memset(&stack, 0, sizeof stack);
	stack.ss_size = SMALL / 4;
	stack.ss_sp = where == 'm' ? malloc(SMALL / 4) : where == 'b' ?
	    bss_alternate : where == 't' ? tls_alternate : local;
	sigaltstack(&stack, NULL);
	memset(&action, 0, sizeof action);
	sigemptyset(&action.sa_mask);
	sigaddset(&action.sa_mask, SIGSEGV);	/* as crash handlers do */
	sigaddset(&action.sa_mask, SIGBUS);
	action.sa_handler = on_signal;
	action.sa_flags = SA_ONSTACK;
	sigaction(SIGUSR1, &action, NULL);
	alive(frame, sizeof frame);
	raise(SIGUSR1);
	return frame[0] == 0 ? arg : NULL;
}

static void
alternate(const char *where)
{
	char *copy = strdup(where);

	begin(on_alternate, copy, NULL);
}

static ucontext_t thread_context, fiber_context[2];

static void
fiber_runs(void)
{
	uint64_t frame[LOCAL / 8];

	alive(frame, sizeof frame);
	swapcontext(&fiber_context[0], &fiber_context[1]);
}

static void
fiber_stays(void)
{
	uint64_t frame[LOCAL / 8];

	alive(frame, sizeof frame);
	stay();
}

/* One fiber sleeps, the other runs; the thread's own stack waits too. */
static void *
fibers(void *arg)
{
	uint64_t frame[LOCAL / 8];
	uint8_t *stacks = *(const char *)arg == 'm' ? map(2 * SMALL) :
	    malloc(2 * SMALL);
	int i;

	alive(frame, sizeof frame);
	for (i = 0; i < 2; i++) {
		getcontext(&fiber_context[i]);
		fiber_context[i].uc_stack.ss_sp = stacks + i * SMALL;
		fiber_context[i].uc_stack.ss_size = SMALL;
		fiber_context[i].uc_link = NULL;
		makecontext(&fiber_context[i],
		    i == 0 ? fiber_runs : fiber_stays, 0);
	}
	swapcontext(&thread_context, &fiber_context[0]);
	return frame[0] == 0 ? arg : NULL;
}

static void *
block_all(void *arg)
{
	sigset_t all;

	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, NULL);
	return hold_and_tell(arg);
}

static void
blocked(void)
{
	int i;

	for (i = 0; i < THREADS; i++)
		begin(block_all, NULL, NULL);
}

static void
fibers_in(const char *where)
{
	char *copy = strdup(where);

	begin(fibers, copy, NULL);
}

static const struct {
	const char	*name;
	void		(*plain)(void);
	void		(*with)(const char *);
	const char	*arg;
} modes[] = {
	{ "default", default_threads, NULL, NULL },
	{ "data-between", data_between, NULL, NULL },
	{ "no-guard", no_guard, NULL, NULL },
	{ "in-malloc", in_malloc, NULL, NULL },
	{ "in-mmap", in_mmap, NULL, NULL },
	{ "in-bss", in_bss, NULL, NULL },
	{ "raw-clone", raw_clone, NULL, NULL },
	{ "invisible-guard", invisible_guard, NULL, NULL },
	{ "blocked", blocked, NULL, NULL },
	{ "alternate-malloc", NULL, alternate, "malloc" },
	{ "alternate-bss", NULL, alternate, "bss" },
	{ "alternate-tls", NULL, alternate, "tls" },
	{ "alternate-local", NULL, alternate, "local" },
	{ "fibers-mmap", NULL, fibers_in, "mmap" },
	{ "fibers-heap", NULL, fibers_in, "heap" },
};

int
main(int argc, char **argv)
{
	uint64_t frame[LOCAL / 8];
	size_t i;

	if (argc < 3 || (truth = fopen(argv[2], "w")) == NULL)
		return 2;
	sem_init(&started, 0, 0);
	alive(frame, sizeof frame);
	alive(malloc(DATA), DATA);
	for (i = 0; i < sizeof modes / sizeof modes[0]; i++) {
		if (strcmp(modes[i].name, argv[1]) != 0)
			continue;
		if (modes[i].plain != NULL)
			modes[i].plain();
		else
			modes[i].with(modes[i].arg);
		fclose(truth);
		if (argc > 3)
			abort();
		puts("ready");
		fflush(stdout);
		for (;;)
			pause();
	}
	return 2;
}
