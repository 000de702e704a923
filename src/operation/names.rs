//! The closed lists of names that the files of `rules/operations` use, and what is known of them without parsing.

/// The parameters that show which operation a bare document is for, each with the name of the only
/// operation that has it. The same as in the files, but there without parsing them.
pub const DISTINCTIVE: [(&str, &str); 2] =
    [("SourceImageId", "CopyImage"), ("SourceSnapshotId", "CopySnapshot")];

/// What the AWS CLI calls the operations. The same as in the files, but there without parsing them.
pub const CLI_NAMES: [&str; 2] = ["copy-image", "copy-snapshot"];

/// The names of conditions that `when` of a permission can hold.
pub const CONDITIONS: [&str; 9] = [
    "always",
    "ebs-backed",
    "s3-backed",
    "new-bucket",
    "snapshot-tags",
    "image-tags",
    "copy-image-tags",
    "encrypted-copy",
    "encrypted-source",
];

/// The names of resources that a permission can be about.
pub const RESOURCES: [&str; 12] = [
    "source-snapshot",
    "new-snapshot",
    "source-image",
    "new-image",
    "destination-key",
    "source-key",
    "default-key",
    "every-bucket",
    "source-bucket",
    "source-objects",
    "destination-bucket",
    "destination-objects",
];

/// The names of conditions that `when` of a result can hold.
pub const RESULT_CONDITIONS: [&str; 10] = [
    "always",
    "dry-run",
    "cross-region",
    "untagged",
    "image-tags-left",
    "image-tags-copied",
    "shared-source",
    "unshared-source",
    "ebs-backed",
    "s3-backed",
];

/// The kinds of routes.
pub const ROUTE_KINDS: [&str; 16] = [
    "same-region",
    "cross-region",
    "outpost",
    "outpost-in-other-region",
    "local-zone",
    "local-zone-in-other-region",
    "same-local-zone",
    "same-zone-group",
    "other-zone-group",
    "local-zone-to-parent-region",
    "local-zone-to-other-region",
    "local-zone-to-outpost",
    "from-outpost",
    "availability-zone",
    "wavelength-zone",
    "cross-partition",
];
