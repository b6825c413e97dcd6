/* SPDX-License-Identifier: BSD-2-Clause */
/* writers.c -- who wrote the dump, as far as its records prove it. */
#include "minidump/minidump.h"
#include "model/names.h"

static size_t
count(const struct minidump *md, uint32_t type)
{
	size_t i, n = 0;

	for (i = 0; i < md->nstreams; i++)
		n += md->streams[i].type == type;
	return n;
}

static bool
has(const struct minidump *md, uint32_t type)
{
	return count(md, type) > 0;
}

/* Streams whose numbers the rust minidump-writer made up, streams that
 * Breakpad never writes beside its own, a layout that no C compiler makes. */
static bool
is_rust(const struct minidump *md)
{
	const struct stream *dso = md_stream(md, ST_LINUX_DSO_DEBUG);

	if (has(md, 0x4d7a0002) || has(md, 0x4d7a0003) || has(md, 0x4d7a0004))
		return true;
	if (dso != NULL && dso->kind->variant == WORD_64_PACKED)
		return true;
	return has(md, ST_LINUX_MAPS) && has(md, ST_LINUX_DSO_DEBUG) &&
	    (has(md, ST_MEMORY_INFO) || has(md, ST_THREAD_NAMES) ||
	    has(md, ST_HANDLES));
}

/* Its marker; or an exception for each of several threads; or the streams of
 * Linux beside MiscInfo and without the list of link maps. */
bool
md_is_lldb(const struct minidump *md)
{
	return has(md, 0x4c4c4442) || count(md, ST_EXCEPTION) > 1 ||
	    (has(md, ST_LINUX_MAPS) && has(md, ST_MISC) &&
	    !has(md, ST_LINUX_DSO_DEBUG));
}

static bool
is_breakpad(const struct minidump *md)
{
	size_t i;

	for (i = 0; i < md->nstreams; i++)
		if (md->streams[i].type >> 16 == 0x4767)
			return true;
	return false;
}

/*
 * Only dbghelp stamps its build into the high half of the version.  The
 * rest write zero there, and are known by streams that are their own.
 */
void
md_name_writer(struct minidump *md)
{
	enum writer w = WRITER_UNKNOWN;

	if (md->version >> 16 != 0 && md->system && md->m->os == OS_WINDOWS)
		w = WRITER_DBGHELP;
	else if (has(md, ST_WINE_MODULES))
		w = WRITER_WINE;
	else if (has(md, ST_CRASHPAD))
		w = WRITER_CRASHPAD;
	else if (md_is_lldb(md))
		w = WRITER_LLDB;
	else if (is_rust(md))
		w = WRITER_RUST;
	else if (is_breakpad(md))
		w = WRITER_BREAKPAD;
	md->m->writer = w;
	md->m->facts.producer = writer_name(w);
}
