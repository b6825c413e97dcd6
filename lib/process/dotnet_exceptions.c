/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * dotnet_exceptions.c -- the exceptions that threads of .NET threw last, or
 * are handling.  A debugger names them beside the stacks, but what leads to
 * them is in tables of handles, not on stacks.
 */
#include <stdlib.h>

#include "base/bytes.h"
#include "base/checked.h"
#include "base/err.h"
#include "process/dotnet_exceptions.h"
#include "process/lap.h"

enum { THREADS_MAX = 65536, NESTED_MAX = 64, INNER_MAX = 16 };

struct finder {
	const struct walk *w;
	const struct dotnet_contract *c;
	dotnet_see_fn	*see;
	void		*ctx;
};

/* *VALUE of the pointer at ADDR, or 0; whoever looks again finds it. */
static int
follow(struct finder *f, uint64_t addr, uint64_t *value)
{
	bool all;

	*value = 0;
	if (addr == 0 || addr % 8 != 0)
		return 0;
	if (f->see(f->ctx, addr) == -1 ||
	    walk_words(f->w, addr, 8, value, 1, &all) == -1)
		return -1;
	if (!all)
		*value = 0;
	return 0;
}

/* Of the structure of TYPE at ADDR. */
static int
follow_field(struct finder *f, const char *type, const char *field,
    uint64_t addr, uint64_t *value)
{
	uint64_t off;

	*value = 0;
	return addr != 0 && dotnet_contract_field(f->c, type, field, &off) &&
	    add_u64(addr, off, &addr) ? follow(f, addr, value) : 0;
}

/* The exception at ADDR, what it says, and those that are in it. */
static int
see_exception(struct finder *f, uint64_t addr)
{
	static const char *const parts[] = { "_message", "_stackTrace",
	    "_stackTraceString", "_remoteStackTraceString" };
	uint64_t part;
	size_t i;
	int depth;

	for (depth = 0; addr != 0 && depth < INNER_MAX; depth++) {
		if (f->see(f->ctx, addr) == -1)
			return -1;
		for (i = 0; i < sizeof parts / sizeof *parts; i++)
			if (follow_field(f, "Exception", parts[i], addr,
			    &part) == -1 ||
			    (part != 0 && f->see(f->ctx, part) == -1))
				return -1;
		if (follow_field(f, "Exception", "_innerException", addr,
		    &part) == -1)
			return -1;
		addr = part;
	}
	return 0;
}

/* What a handle holds. */
static int
see_handle(struct finder *f, uint64_t handle)
{
	uint64_t object;

	if (follow(f, handle, &object) == -1)
		return -1;
	return object == 0 ? 0 : see_exception(f, object);
}

static int
see_thread(struct finder *f, uint64_t thread)
{
	uint64_t handle, info, next;
	int i;

	if (f->see(f->ctx, thread) == -1 ||
	    follow_field(f, "Thread", "LastThrownObject", thread, &handle) ==
	    -1 || see_handle(f, handle) == -1 ||
	    follow_field(f, "Thread", "ExceptionTracker", thread, &info) ==
	    -1)
		return -1;
	for (i = 0; info != 0 && i < NESTED_MAX; i++, info = next)
		if (follow_field(f, "ExceptionInfo", "ThrownObject", info,
		    &handle) == -1 || see_handle(f, handle) == -1 ||
		    follow_field(f, "ExceptionInfo", "PreviousNestedInfo",
		    info, &next) == -1)
			return -1;
	return 0;
}

int
dotnet_exceptions(const struct walk *w, const struct dotnet_contract *c,
    dotnet_see_fn *see, void *ctx)
{
	struct finder f = { w, c, see, ctx };
	uint64_t at, link = 0, off;
	struct lap lap = { 0 };
	int i;

	if (!dotnet_contract_global(c, "ThreadStore", &at) ||
	    !dotnet_contract_field(c, "Thread", "LinkNext", &off))
		return 0;
	if (follow(&f, at, &at) == -1 || follow_field(&f, "ThreadStore",
	    "FirstThreadLink", at, &link) == -1)
		return -1;
	for (i = 0; i < THREADS_MAX && link > off && !lap_closed(&lap, link);
	    i++)
		if (see_thread(&f, link - off) == -1 ||
		    follow(&f, link, &link) == -1)
			return -1;
	return 0;
}
