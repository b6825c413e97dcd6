/* SPDX-License-Identifier: BSD-2-Clause */
/* md_linux.c -- the streams that Breakpad takes from /proc, as far as a core
 * says the same: status, command line, auxiliary vector. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "base/err.h"
#include "convert/to_minidump.h"

enum { AUXV_MAX = 64 * 1024 };

static int
make_status(struct to_minidump *c)
{
	const struct dump_facts *f = &c->m->facts;
	struct growing g = { 0 };
	struct dump_err *err = c->err;

	if (!f->has_pid)
		return 0;
	if ((f->process != NULL && growing_printf(&g, err, "Name:\t%s\n",
	    f->process) == -1) ||
	    growing_printf(&g, err, "Tgid:\t%" PRIu32 "\nPid:\t%" PRIu32
	    "\nPPid:\t%" PRIu32 "\n", f->pid, f->pid, f->ppid) == -1 ||
	    (f->has_uid && growing_printf(&g, err, "Uid:\t%" PRIu32 "\t%"
	    PRIu32 "\t%" PRIu32 "\t%" PRIu32 "\n", f->uid, f->uid, f->uid,
	    f->uid) == -1) || growing_printf(&g, err, "Threads:\t%zu\n",
	    c->m->nthreads) == -1) {
		free(g.v);
		return -1;
	}
	return md_add_growing(c, ST_LINUX_STATUS, &g);
}

/* Arguments end with a NUL each; psargs has blanks instead. */
static int
make_command(struct to_minidump *c)
{
	const char *command = c->m->facts.command;
	struct growing g = { 0 };
	size_t i;

	if (command == NULL)
		return 0;
	if (growing_add(&g, command, strlen(command) + 1, c->err) == -1)
		return -1;
	for (i = 0; i < g.n; i++)
		if (g.v[i] == ' ')
			g.v[i] = '\0';
	return md_add_growing(c, ST_LINUX_COMMAND, &g);
}

static int
make_auxv(struct to_minidump *c)
{
	const struct record *r;
	struct growing g = { 0 };
	size_t i, n, got;

	for (i = 0; i < c->m->nrecords; i++)
		if (c->m->records[i].role == ROLE_AUXV)
			break;
	if (i == c->m->nrecords)
		return 0;
	r = &c->m->records[i];
	n = (size_t)min_u64(r->size, AUXV_MAX);
	if ((g.v = malloc(n + 1)) == NULL)
		return dump_fail_nomem(c->err);
	if (source_read_some(c->src, r->off, g.v, n, &got, c->err) == -1) {
		free(g.v);
		return -1;
	}
	g.n = got;
	return md_add_growing(c, ST_LINUX_AUXV, &g);
}

int
md_make_linux(struct to_minidump *c)
{
	return make_status(c) == -1 || make_command(c) == -1 ? -1 :
	    make_auxv(c);
}
