// Sessions and what was said in them, people and their tokens, and who did what.
const { graphql } = require("react-relay");

const commentReplies = graphql`
  fragment ReviewPage_commentReplies on Comment
  @argumentDefinitions(count: { type: "Int", defaultValue: 20 }, cursor: { type: "String" })
  @refetchable(queryName: "ReviewPageCommentRepliesQuery") {
    replies(first: $count, after: $cursor) @connection(key: "ReviewPage_replies") {
      edges {
        node {
          __typename
        }
      }
    }
  }
`;

const projectGuestLinks = graphql`
  fragment ReviewPage_projectGuestLinks on Project
  @argumentDefinitions(count: { type: "Int", defaultValue: 20 }, cursor: { type: "String" })
  @refetchable(queryName: "ReviewPageProjectGuestLinksQuery") {
    guestLinks(first: $count, after: $cursor) @connection(key: "ReviewPage_guestLinks") {
      edges {
        node {
          __typename
        }
      }
    }
  }
`;

const projectMembers = graphql`
  fragment ReviewPage_projectMembers on Project
  @argumentDefinitions(count: { type: "Int", defaultValue: 20 }, cursor: { type: "String" })
  @refetchable(queryName: "ReviewPageProjectMembersQuery") {
    members(first: $count, after: $cursor) @connection(key: "ReviewPage_members") {
      edges {
        node {
          __typename
        }
      }
    }
  }
`;

const projectReviewSessions = graphql`
  fragment ReviewPage_projectReviewSessions on Project
  @argumentDefinitions(count: { type: "Int", defaultValue: 20 }, cursor: { type: "String" })
  @refetchable(queryName: "ReviewPageProjectReviewSessionsQuery") {
    reviewSessions(first: $count, after: $cursor) @connection(key: "ReviewPage_reviewSessions") {
      edges {
        node {
          __typename
        }
      }
    }
  }
`;

const queryAuditLog = graphql`
  fragment ReviewPage_queryAuditLog on Query
  @argumentDefinitions(count: { type: "Int", defaultValue: 20 }, cursor: { type: "String" })
  @refetchable(queryName: "ReviewPageQueryAuditLogQuery") {
    auditLog(first: $count, after: $cursor) @connection(key: "ReviewPage_auditLog") {
      edges {
        node {
          __typename
        }
      }
    }
  }
`;

const queryUsers = graphql`
  fragment ReviewPage_queryUsers on Query
  @argumentDefinitions(count: { type: "Int", defaultValue: 20 }, cursor: { type: "String" })
  @refetchable(queryName: "ReviewPageQueryUsersQuery") {
    users(first: $count, after: $cursor) @connection(key: "ReviewPage_users") {
      edges {
        node {
          __typename
        }
      }
    }
  }
`;

const reviewSessionAnnotations = graphql`
  fragment ReviewPage_reviewSessionAnnotations on ReviewSession
  @argumentDefinitions(count: { type: "Int", defaultValue: 20 }, cursor: { type: "String" })
  @refetchable(queryName: "ReviewPageReviewSessionAnnotationsQuery") {
    annotations(first: $count, after: $cursor) @connection(key: "ReviewPage_annotations") {
      edges {
        node {
          __typename
        }
      }
    }
  }
`;

const reviewSessionComments = graphql`
  fragment ReviewPage_reviewSessionComments on ReviewSession
  @argumentDefinitions(count: { type: "Int", defaultValue: 20 }, cursor: { type: "String" })
  @refetchable(queryName: "ReviewPageReviewSessionCommentsQuery") {
    comments(first: $count, after: $cursor) @connection(key: "ReviewPage_comments") {
      edges {
        node {
          __typename
        }
      }
    }
  }
`;

const reviewSessionDecisions = graphql`
  fragment ReviewPage_reviewSessionDecisions on ReviewSession
  @argumentDefinitions(count: { type: "Int", defaultValue: 20 }, cursor: { type: "String" })
  @refetchable(queryName: "ReviewPageReviewSessionDecisionsQuery") {
    decisions(first: $count, after: $cursor) @connection(key: "ReviewPage_decisions") {
      edges {
        node {
          __typename
        }
      }
    }
  }
`;

const userTokens = graphql`
  fragment ReviewPage_userTokens on User
  @argumentDefinitions(count: { type: "Int", defaultValue: 20 }, cursor: { type: "String" })
  @refetchable(queryName: "ReviewPageUserTokensQuery") {
    tokens(first: $count, after: $cursor) @connection(key: "ReviewPage_tokens") {
      edges {
        node {
          __typename
        }
      }
    }
  }
`;

const versionComments = graphql`
  fragment ReviewPage_versionComments on Version
  @argumentDefinitions(count: { type: "Int", defaultValue: 20 }, cursor: { type: "String" })
  @refetchable(queryName: "ReviewPageVersionCommentsQuery") {
    comments(first: $count, after: $cursor) @connection(key: "ReviewPage_comments") {
      edges {
        node {
          __typename
        }
      }
    }
  }
`;

const versionDecisions = graphql`
  fragment ReviewPage_versionDecisions on Version
  @argumentDefinitions(count: { type: "Int", defaultValue: 20 }, cursor: { type: "String" })
  @refetchable(queryName: "ReviewPageVersionDecisionsQuery") {
    decisions(first: $count, after: $cursor) @connection(key: "ReviewPage_decisions") {
      edges {
        node {
          __typename
        }
      }
    }
  }
`;

module.exports = { commentReplies, projectGuestLinks, projectMembers, projectReviewSessions, queryAuditLog, queryUsers, reviewSessionAnnotations, reviewSessionComments, reviewSessionDecisions, userTokens, versionComments, versionDecisions };
