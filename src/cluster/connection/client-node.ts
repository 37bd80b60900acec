// What is used of the client library, a hundredth of it: a bundle leaves out the rest.
export { KubeConfig } from "@kubernetes/client-node";
