"""Where collected static files live."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class ManifestStorage(CompressedManifestStaticFilesStorage):
    """Hashed and compressed files whose ES modules import each other by hash.

    Django leaves the import statements of modules alone unless it is told; the
    browser would then fetch an unhashed module and keep it for a year.
    """

    support_js_module_import_aggregation = True
