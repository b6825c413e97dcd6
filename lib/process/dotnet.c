/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * dotnet.c -- what of a .NET process on Unix its debuggers read in files, by
 * records alone.
 *
 * Assemblies are PE files.  Mapped flat, as they lie on disk, they are one
 * read-only entry, which holds the metadata; laid out by the runtime they
 * have a header page and an executable entry, which then holds it.  Programs
 * of a single file carry their assemblies behind their own ELF image, at
 * offsets that are no multiples of a page, so that nothing there begins with
 * a PE header.
 */
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "process/parts.h"

uint32_t
dotnet_info_page(const struct dump_model *m)
{
	uint64_t addr = m->word == 8 ? UINT64_C(0x7ffffff10000) : 0x7fff1000;
	uint32_t i = model_find_region(m, addr);

	return i != NONE && m->regions[i].mapping == NONE &&
	    m->regions[i].at.addr == addr && m->regions[i].at.size <= m->page ?
	    i : NONE;
}

bool
dotnet_is_certain(const struct dump_model *m)
{
	size_t i;

	for (i = 0; i < m->nfiles; i++)
		if (file_is_called(&m->files[i], "memfd:doublemapper"))
			return true;
	return dotnet_info_page(m) != NONE;
}

static bool
is_assembly(const struct file *f)
{
	size_t n = file_name_length(f->name);

	return (f->flags & FILE_IMAGE) != 0 && n > 4 &&
	    (strncasecmp(f->name + n - 4, ".dll", 4) == 0 ||
	    strncasecmp(f->name + n - 4, ".exe", 4) == 0);
}

static bool
mark_runtime_files(struct dump_model *m)
{
	bool found = false;
	size_t i;

	for (i = 0; i < m->nfiles; i++)
		if (file_is_called(&m->files[i], "libcoreclr.so") ||
		    file_is_called(&m->files[i], "libclr.so")) {
			m->files[i].flags |= FILE_RUNTIME;
			found = true;
		}
	return found;
}

/*
 * The mappings of the main program's own ELF image; false if its program
 * headers are in no file.  *BUNDLE: the file goes on behind that image, and
 * some of that is mapped.
 */
static bool
find_program(const struct dump_model *m, size_t *first, size_t *last,
    bool *bundle)
{
	uint32_t at;
	size_t i;

	*bundle = false;
	if (m->at_phdr == DUMP_NOWHERE ||
	    (at = model_find_mapping(m, m->at_phdr)) == NONE)
		return false;
	image_run(m, at, first, last);
	for (i = 0; i < m->nmappings; i++)
		*bundle |= m->mappings[i].file == m->mappings[at].file &&
		    (i < *first || i > *last) &&
		    m->mappings[i].off > m->mappings[*last].off;
	return true;
}

static void
mark_assemblies(struct dump_model *m, const struct entry *entries)
{
	struct file *f;
	size_t i;

	for (i = 0; i < m->nfiles; i++)
		if (is_assembly(&m->files[i]))
			m->files[i].flags |= FILE_MANAGED;
	for (i = 0; i < m->nmappings; i++)
		if ((entries[i].prot & DUMP_X) != 0 && entries[i].present > 0)
			m->files[m->mappings[i].file].flags |= FILE_LAID_OUT;
	for (i = 0; i < m->nmappings; i++) {
		f = &m->files[m->mappings[i].file];
		if ((f->flags & FILE_MANAGED) != 0 &&
		    ((f->flags & FILE_LAID_OUT) != 0 ?
		    (entries[i].prot & DUMP_X) != 0 :
		    (entries[i].prot & DUMP_W) == 0))
			m->mappings[i].flags |= MAPPING_METADATA;
	}
}

/* Every part of FILE but mappings FIRST to LAST is of the bundle. */
static void
mark_bundle(struct dump_model *m, uint32_t file, size_t first, size_t last)
{
	size_t i;

	m->files[file].flags |= FILE_MANAGED;
	for (i = 0; i < m->nmappings; i++)
		if (m->mappings[i].file == file && (i < first || i > last))
			m->mappings[i].flags |= MAPPING_METADATA;
}

/*
 * The debugger's half of the runtime finds its tables through .dynsym and
 * .gnu.hash, and names of dynamic methods in .rodata.
 */
static void
mark_runtime(struct dump_model *m, const struct entry *entries, size_t i)
{
	if ((entries[i].prot & (DUMP_W | DUMP_X)) == 0)
		m->mappings[i].flags |= MAPPING_RUNTIME;
}

void
dotnet_mark(struct dump_model *m, const struct entry *entries)
{
	bool runtime = mark_runtime_files(m), program, bundle;
	size_t first = 0, last = 0, i;

	program = find_program(m, &first, &last, &bundle);
	m->dotnet = runtime || bundle || dotnet_info_page(m) != NONE;
	if (!m->dotnet)
		return;
	mark_assemblies(m, entries);
	if (bundle)
		mark_bundle(m, m->mappings[first].file, first, last);
	if (runtime) {
		for (i = 0; i < m->nmappings; i++)
			if ((m->files[m->mappings[i].file].flags &
			    FILE_RUNTIME) != 0)
				mark_runtime(m, entries, i);
	} else if (program) {
		/* The runtime is part of the program. */
		m->files[m->mappings[first].file].flags |= FILE_RUNTIME;
		for (i = first; i <= last; i++)
			mark_runtime(m, entries, i);
	}
}
